import { parentPort, workerData } from "node:worker_threads";
import type { ScenarioOptions } from "../world/scenario";
import { simulateSeed } from "./simulateSeed";

// A run creates thousands of errors whose stack traces nobody reads.
Error.stackTraceLimit = 0;

/** Runs the seeds that the main thread dispatches, one at a time. */
parentPort?.on("message", (seed: number) => {
  void simulateSeed(seed, workerData as ScenarioOptions).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parentPort?.postMessage({ seed, error: text });
    },
  );
});
