import { setTimeout as pause } from "node:timers/promises";
import { requestLatencyMs } from "../backlog/faultFreeSetup";
import { percentile } from "../percentile";
import { sendWebhook } from "./sendWebhook";
import { type BenchCloud, withBenchCloud } from "./benchCloud";

const perSecond = 50;
const secondsPerRun = 8;
const warmUpSeconds = 5;

/**
 * The same few are announced over and over. Replicating fifty new orders a second would take more
 * of this machine than receiving them does, and in AWS it takes nothing of the receiver's.
 */
const announcedOrders = 20;

/**
 * One webhook after the other at a steady rate, whether earlier ones were answered or not. Counted
 * from when each was due, so that a late start of one is not forgotten.
 */
const runOnce = async (
  service: BenchCloud,
  ids: readonly number[],
  seconds: number,
): Promise<number[]> => {
  const startedAt = performance.now();
  const answers: Promise<number>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const dueAt = startedAt + (n * 1000) / perSecond;
    await pause(Math.max(0, dueAt - performance.now()));
    const id = ids[n % ids.length] ?? 0;
    answers.push(sendWebhook(service, id).then(() => performance.now() - dueAt));
  }
  return Promise.all(answers);
};

/** The 99th percentile of each run, once the containers are up. */
export const measureWebhookLatency = (runs: number): Promise<number[]> =>
  withBenchCloud({ latencyMs: requestLatencyMs }, async (service) => {
    const ids = Array.from({ length: announcedOrders }, () => service.store.place().id);
    await runOnce(service, ids, warmUpSeconds);
    const p99s: number[] = [];
    for (let n = 0; n < runs; n += 1)
      p99s.push(percentile(await runOnce(service, ids, secondsPerRun), 0.99));
    return p99s;
  });
