import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Counts, CountOptions } from "./measureCounts";

/** Counts in a thread of its own, while something else is measured that does not mind. */
export const countInWorker = async (wanted: CountOptions): Promise<Counts> => {
  const worker = new Worker(path.join(__dirname, "countsWorker.ts"), {
    workerData: wanted,
    execArgv: ["--require", "tsx/cjs"],
    // Runs of thousands of orders make and drop much; room for that spares most of the collecting.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  const [counts] = (await once(worker, "message")) as [Counts];
  await worker.terminate();
  return counts;
};
