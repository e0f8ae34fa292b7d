import type { Environment, Results } from "../results";
import { batchTable } from "./batchTable";
import { measurementTable } from "./measurementTable";
import { growthTable } from "./growthTable";
import { markdownTable } from "./markdownTable";
import { batchTitle, noiseLines, growthTitle } from "./resultsText";

export const chartFile = "growth.svg";

const said = ({ startedAt, minutes, node, cores, loadAverage }: Environment): string =>
  `Measured on ${startedAt.slice(0, 10)} in ${minutes.toFixed(1)} minutes, on ${cores} cores under a load of ${loadAverage.toFixed(1)}, with Node ${node}.`;

/** The report as a page beside its chart. */
export const resultsPage = ({
  environment,
  measurements,
  growth,
  batches,
  violations,
}: Results): string =>
  [
    "# What the bench measured",
    [said(environment), ...noiseLines(environment)].join(" "),
    "Written by `npm run bench`. Requests, orders per window and minutes are counted on a virtual clock and are the same on every machine; times and memory are the machine's.",
    "80 ms per request to BigCommerce, 150 requests per 30 s, a tenth of them left to other apps. Of the orders 5 % have a coupon, 1 % more than 50 lines, 10 % are digital; of the ids 80 % are new.",
    markdownTable(measurementTable(measurements)),
    ...violations.map((flaw) => `- ${flaw}`),
    `## ${growthTitle}`,
    `![How the figures grow](${chartFile})`,
    markdownTable(growthTable(growth)),
    `## ${batchTitle}`,
    markdownTable(batchTable(batches)),
    "",
  ].join("\n\n");
