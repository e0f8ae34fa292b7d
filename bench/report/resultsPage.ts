import type { Environment, Results } from "../results";
import { batchTable } from "./batchTable";
import { growthTable } from "./growthTable";
import { markdownTable } from "./markdownTable";
import { measurementTable } from "./measurementTable";
import { batchTitle, growthTitle, noiseLines } from "./resultsText";

export const chartFile = "growth.svg";

const environmentLine = ({ startedAt, minutes, node, cores, loadAverage }: Environment): string =>
  `Measured on ${startedAt.slice(0, 10)} in ${minutes.toFixed(1)} minutes, on ${cores} cores at a load average of ${loadAverage.toFixed(1)}, with Node ${node}.`;

/** The report as Markdown; the chart is a file in the same folder. */
export const resultsPage = ({
  environment,
  measurements,
  growth,
  batches,
  violations,
}: Results): string =>
  [
    "# Benchmark results",
    [environmentLine(environment), ...noiseLines(environment)].join(" "),
    "Written by `npm run bench`. Requests, orders per window and minutes are counted on a virtual clock and are the same on every machine; times and memory depend on the machine.",
    "Workload: 80 ms latency per request to BigCommerce; a quota of 150 requests per 30 s, a tenth of it left to other apps. 5 % of the orders have a coupon, 1 % more than 50 lines, 10 % are digital; 80 % of the store's orders are new. The naive baseline lists orders by status and page, reads the lists of each order one by one, and waits out every 429 (`bench/backlog/naiveBaseline.ts`).",
    markdownTable(measurementTable(measurements)),
    ...violations.map((violation) => `- ${violation}`),
    `## ${growthTitle}`,
    `![Measurements by backlog size](${chartFile})`,
    markdownTable(growthTable(growth)),
    `## ${batchTitle}`,
    markdownTable(batchTable(batches)),
    "",
  ].join("\n\n");
