import color from "picocolors";
import type { Results } from "../results";
import { batchTable } from "./batchTable";
import { figureTable } from "./figureTable";
import { growthTable } from "./growthTable";
import { terminalTable } from "./terminalTable";

/** Flaws shown in full; the rest is counted. */
const shown = 10;

const flawLines = (flaws: readonly string[]): string[] => [
  ...flaws.slice(0, shown).map((flaw) => `${color.red("✗")} ${flaw}`),
  ...(flaws.length > shown ? [`… and ${flaws.length - shown} more`] : []),
];

export const growthTitle =
  "From a small backlog to a large one; in brackets the straightforward way";
export const batchTitle = "By the number of messages that an invocation gets";

/** The report for people. */
export const resultsText = ({ figures, growth, batches, flaws, isPassed }: Results): string =>
  [
    terminalTable(figureTable(figures)),
    ...["", growthTitle, terminalTable(growthTable(growth))],
    ...["", batchTitle, terminalTable(batchTable(batches))],
    "",
    ...flawLines(flaws),
    isPassed ? color.green("Every aim is reached.") : color.red("Not every aim is reached."),
  ].join("\n");
