import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { ScenarioOptions } from "../world/scenario";
import type { SeedResult } from "./simulateSeed";

export interface SeedRange extends ScenarioOptions {
  readonly first: number;
  readonly last: number;
  /** Stop at the first seed with a violation. */
  readonly bail?: boolean;
  readonly onResult?: (result: SeedResult) => void;
}

type WorkerMessage =
  { readonly result: SeedResult } | { readonly seed: number; readonly error: string };

/** Bundles the worker: one file of JavaScript loads in a tenth of the time of compiling each module. */
const bundleWorker = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, "seedWorker.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
};

const startWorker = (code: string, options: ScenarioOptions): Worker =>
  new Worker(code, {
    eval: true,
    workerData: options,
    // Almost all objects die with their seed; a large young generation saves most collections.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });

/** Runs seeds on all cores, each in whichever worker is idle. Returns the results in order of seed. */
export const runSeeds = async (range: SeedRange): Promise<SeedResult[]> => {
  const { first, last, orders, hours, bail = false, onResult } = range;
  const results: SeedResult[] = [];
  let next = first;
  const runWorker = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const dispatchNext = (): void => (next <= last ? worker.postMessage(next++) : resolve());
      worker.on("error", reject);
      worker.on("message", (message: WorkerMessage) => {
        if ("error" in message) return reject(new Error(`Seed ${message.seed}: ${message.error}`));
        results.push(message.result);
        onResult?.(message.result);
        if (bail && message.result.violations.length > 0) next = last + 1;
        return dispatchNext();
      });
      dispatchNext();
    });
  const count = Math.min(availableParallelism(), last - first + 1);
  const code = await bundleWorker();
  const workers = Array.from({ length: count }, () => startWorker(code, { orders, hours }));
  try {
    await Promise.all(workers.map(runWorker));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results.sort((one, other) => one.seed - other.seed);
};
