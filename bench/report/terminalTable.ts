import Table from "cli-table3";
import color from "picocolors";
import { type Verdict, verdicts } from "../measurement";
import type { Cells } from "./measurementTable";

const colorOf: Readonly<Record<Verdict, (text: string) => string>> = {
  met: color.green,
  missed: color.red,
  invalid: color.red,
};

const colored = (cell: string): string => {
  const verdict = verdicts.find((each) => each === cell);
  return verdict ? colorOf[verdict](cell) : cell;
};

/** Aligns numbers to the right, names and verdicts to the left. */
export const terminalTable = ([head = [], ...rows]: Cells): string => {
  const isNumeric = (column: number): boolean =>
    column > 0 && !verdicts.some((verdict) => rows.some((row) => row[column] === verdict));
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (isNumeric(column) ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map(colored));
  return table.toString();
};
