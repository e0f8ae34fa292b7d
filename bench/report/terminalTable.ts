import Table from "cli-table3";
import color from "picocolors";
import { type Verdict, verdicts } from "../measurement";
import type { Cells } from "./measurementTable";

const painted: Readonly<Record<Verdict, (text: string) => string>> = {
  reached: color.green,
  missed: color.red,
  "does not count": color.red,
};

const paint = (cell: string): string => {
  const verdict = verdicts.find((each) => each === cell);
  return verdict ? painted[verdict](cell) : cell;
};

/** Figures to the right, and the name and the verdict to the left of their columns. */
export const terminalTable = ([head = [], ...lines]: Cells): string => {
  const isFigure = (column: number): boolean =>
    column > 0 && !verdicts.some((verdict) => lines.some((line) => line[column] === verdict));
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (isFigure(column) ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const line of lines) table.push(line.map(paint));
  return table.toString();
};
