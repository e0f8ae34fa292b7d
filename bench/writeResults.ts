import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { growthChart } from "./report/growthChart";
import { chartFile, resultsPage } from "./report/resultsPage";
import type { Results } from "./results";

/** Writes the page, its chart, and the results as JSON. */
export const writeResults = async (folder: string, results: Results): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "README.md"), resultsPage(results));
  await writeFile(path.join(folder, chartFile), growthChart(results.growth));
  await writeFile(path.join(folder, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
};
