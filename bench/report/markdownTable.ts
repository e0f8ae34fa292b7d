import type { Cells } from "./measurementTable";

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The first column is text, the others are mostly numbers. */
export const markdownTable = ([head = [], ...rows]: Cells): string =>
  [
    line(head),
    line(head.map((_, column) => (column === 0 ? "---" : "--:"))),
    ...rows.map(line),
  ].join("\n");
