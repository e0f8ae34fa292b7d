import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { CountOptions, Counts } from "./measureCounts";

/** Counts in a worker thread, so that the main thread can sample memory meanwhile. */
export const countInWorker = async (options: CountOptions): Promise<Counts> => {
  const worker = new Worker(path.join(__dirname, "countsWorker.ts"), {
    workerData: options,
    execArgv: ["--require", "tsx/cjs"],
    // Draining thousands of orders allocates much that dies young; a large new space saves most scavenges.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  const [counts] = (await once(worker, "message")) as [Counts];
  await worker.terminate();
  return counts;
};
