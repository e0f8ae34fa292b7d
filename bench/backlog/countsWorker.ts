import { parentPort, workerData } from "node:worker_threads";
import { type CountsWanted, measureCounts } from "./counts";

void measureCounts(workerData as CountsWanted).then((counts) => parentPort?.postMessage(counts));
