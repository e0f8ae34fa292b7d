import color from "picocolors";
import type { Results } from "../results";
import { batchTable } from "./batchTable";
import { growthTable } from "./growthTable";
import { measurementTable } from "./measurementTable";
import { terminalTable } from "./terminalTable";

const maxShown = 10;

const violationLines = (violations: readonly string[]): string[] => [
  ...violations.slice(0, maxShown).map((violation) => `${color.red("✗")} ${violation}`),
  ...(violations.length > maxShown ? [`… and ${violations.length - maxShown} more`] : []),
];

export const growthTitle = "By backlog size; the naive baseline in brackets";
export const batchTitle = "By batch size, the number of messages per invocation";

/** Above this share, steal time alone may make a time miss its target. */
const noisyStealPercent = 5;

/** Why times may be unreliable. */
export const noiseLines = ({
  cores,
  loadAverage,
  stealPercent = 0,
}: Results["environment"]): string[] => {
  const causes = [
    ...(loadAverage > cores
      ? [`a load average of ${loadAverage.toFixed(1)} on ${cores} cores`]
      : []),
    ...(stealPercent > noisyStealPercent ? [`${stealPercent.toFixed(0)} % steal time`] : []),
  ];
  if (causes.length === 0) return [];
  return [`The machine was busy (${causes.join("; ")}): times are unreliable, counts are exact.`];
};

/** The report for the terminal. */
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
    isPassed ? color.green("All targets are met.") : color.red("Not all targets are met."),
  ].join("\n");
