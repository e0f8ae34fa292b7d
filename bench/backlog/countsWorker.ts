import { parentPort, workerData } from "node:worker_threads";
import { type CountOptions, measureCounts } from "./measureCounts";

void measureCounts(workerData as CountOptions).then((counts) => parentPort?.postMessage(counts));
