import { parentPort, workerData } from "node:worker_threads";
import type { ScenarioOptions } from "../world/scenario";
import { simulateSeed } from "./simulateSeed";

// Failures are made by the thousand here, and nobody looks at where.
Error.stackTraceLimit = 0;

/** One seed after the other, as the main thread hands them out. */
parentPort?.on("message", (seed: number) => {
  void simulateSeed(seed, workerData as ScenarioOptions).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parentPort?.postMessage({ seed, error: text });
    },
  );
});
