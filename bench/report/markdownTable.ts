import type { Cells } from "./measurementTable";

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The first column is text, the others mostly figures. */
export const markdownTable = ([head = [], ...lines]: Cells): string =>
  [
    line(head),
    line(head.map((_, column) => (column === 0 ? "---" : "--:"))),
    ...lines.map(line),
  ].join("\n");
