import color from "picocolors";
import { isPassed, type Results } from "../results";
import { figureTable } from "./figureTable";
import { terminalTable } from "./terminalTable";

/** Flaws shown in full; the rest is counted. */
const shown = 10;

const flawLines = (flaws: readonly string[]): string[] => [
  ...flaws.slice(0, shown).map((flaw) => `${color.red("✗")} ${flaw}`),
  ...(flaws.length > shown ? [`… and ${flaws.length - shown} more`] : []),
];

/** The report for people. */
export const resultsText = (results: Results): string =>
  [
    terminalTable(figureTable(results.figures)),
    ...flawLines(results.flaws),
    isPassed(results)
      ? color.green("Every aim is reached.")
      : color.red("Not every aim is reached."),
  ].join("\n");
