import { setTimeout as pause } from "node:timers/promises";
import { requestLatencyMs } from "../backlog/faultFreeSetup";
import { percentile } from "../percentile";
import { type BenchCloud, withBenchCloud } from "./benchCloud";
import { sendWebhook } from "./sendWebhook";

const perSecond = 50;
const secondsPerRun = 8;
const warmUpSeconds = 5;

/**
 * Webhooks of the same few orders are sent repeatedly: replicating fifty new orders a second would
 * compete with the receiver for this machine's CPU, which it does not in AWS.
 */
const orderCount = 20;

/**
 * An open-loop load: webhooks are sent at a steady rate, whether or not earlier ones were answered.
 * Each latency counts from when its webhook was due, so that a delayed start is not omitted from it.
 */
const runOnce = async (
  service: BenchCloud,
  ids: readonly number[],
  seconds: number,
): Promise<number[]> => {
  const startedAt = performance.now();
  const latencies: Promise<number>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const dueAt = startedAt + (n * 1000) / perSecond;
    await pause(Math.max(0, dueAt - performance.now()));
    const id = ids[n % ids.length] ?? 0;
    latencies.push(sendWebhook(service, id).then(() => performance.now() - dueAt));
  }
  return Promise.all(latencies);
};

/** The 99th percentile of each run, after a warm-up. */
export const measureWebhookLatency = (runs: number): Promise<number[]> =>
  withBenchCloud({ latencyMs: requestLatencyMs }, async (service) => {
    const ids = Array.from({ length: orderCount }, () => service.store.place().id);
    await runOnce(service, ids, warmUpSeconds);
    const p99s: number[] = [];
    for (let n = 0; n < runs; n += 1)
      p99s.push(percentile(await runOnce(service, ids, secondsPerRun), 0.99));
    return p99s;
  });
