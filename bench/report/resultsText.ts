import color from "picocolors";
import type { Results } from "../results";
import { batchTable } from "./batchTable";
import { measurementTable } from "./measurementTable";
import { growthTable } from "./growthTable";
import { terminalTable } from "./terminalTable";

/** Flaws shown in full; the rest is counted. */
const shown = 10;

const violationLines = (flaws: readonly string[]): string[] => [
  ...flaws.slice(0, shown).map((flaw) => `${color.red("✗")} ${flaw}`),
  ...(flaws.length > shown ? [`… and ${flaws.length - shown} more`] : []),
];

export const growthTitle =
  "From a small backlog to a large one; in brackets the straightforward way";
export const batchTitle = "By the number of messages that an invocation gets";

/** More than this, and a time may have missed its aim for that alone. */
const noisyStealPercent = 5;

/** What may have stopped a time from reaching its aim. */
export const noiseLines = ({
  cores,
  loadAverage,
  stealPercent = 0,
}: Results["environment"]): string[] => {
  const causes = [
    ...(loadAverage > cores ? [`a load of ${loadAverage.toFixed(1)} on ${cores} cores`] : []),
    ...(stealPercent > noisyStealPercent
      ? [`${stealPercent.toFixed(0)} % of its processors' time went to other machines`]
      : []),
  ];
  if (causes.length === 0) return [];
  return [`The machine was busy, ${causes.join("; ")}: times say little, counts are right.`];
};

/** The report for people. */
export const resultsText = ({ isPassed, environment, ...results }: Results): string =>
  [
    terminalTable(measurementTable(results.measurements)),
    "",
    growthTitle,
    terminalTable(growthTable(results.growth)),
    "",
    batchTitle,
    terminalTable(batchTable(results.batches)),
    "",
    ...violationLines(results.violations),
    ...noiseLines(environment),
    isPassed ? color.green("Every aim is reached.") : color.red("Not every aim is reached."),
  ].join("\n");
