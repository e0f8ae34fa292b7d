import { availableParallelism, loadavg } from "node:os";
import { backlogMeasurements, followingMeasurement } from "./backlog/backlogMeasurements";
import { countInWorker } from "./backlog/countInWorker";
import type { Counts } from "./backlog/measureCounts";
import { pollMeasurements } from "./backlog/pollMeasurements";
import { toBatches } from "./batches";
import {
  codeMeasurements,
  firstOrderMeasurement,
  latencyMeasurement,
  memoryMeasurements,
  webhookMeasurement,
} from "./cloud/cloudMeasurements";
import { type Latency, measureIdleLatency } from "./cloud/measureIdleLatency";
import { measureMemory } from "./cloud/measureMemory";
import { measureTimeToFirstOrder } from "./cloud/measureTimeToFirstOrder";
import { measureUploadedCode } from "./cloud/measureUploadedCode";
import { measureWebhookLatency } from "./cloud/measureWebhookLatency";
import type { MemorySamples } from "./cloud/sampleMemory";
import { toGrowth } from "./growth";
import type { Measurement } from "./measurement";
import type { Plan } from "./plan";
import { type Environment, type Results, toResults } from "./results";
import { measureStealTime } from "./stealTime";
import { measureStore } from "./store/measureStore";
import { storeMeasurements } from "./store/storeMeasurements";

/** Measures one item at a time, so that measurements do not compete for the CPU. */
const sequentially = async <A, T>(
  items: readonly A[],
  measure: (item: A) => Promise<T>,
): Promise<T[]> => {
  const measured: T[] = [];
  for (const item of items) measured.push(await measure(item));
  return measured;
};

/** Receives the name of each phase before the phase starts. */
export type ReportProgress = (phase: string) => void;

/** Counts and memory do not depend on CPU contention: both are measured in parallel. */
const measureCountsAndMemory = (
  plan: Plan,
  reportProgress: ReportProgress,
): Promise<[Counts, MemorySamples]> => {
  const orders = plan.backlogs.at(-1) ?? plan.referenceBacklog;
  reportProgress(`Counting requests on the virtual clock, sampling memory over ${orders} orders`);
  return Promise.all([countInWorker(plan), measureMemory(orders)]);
};

/** Times depend on CPU contention: nothing else runs meanwhile. */
const measureTimes = async (plan: Plan, reportProgress: ReportProgress) => {
  reportProgress("Timing npm start");
  const firstOrder = await measureTimeToFirstOrder();
  const firstOrders = await sequentially(plan.backlogs, measureTimeToFirstOrder);
  reportProgress("Timing single orders from webhook to acknowledgement");
  const latencies = await sequentially(plan.batchSizes, (size) =>
    measureIdleLatency(plan.latencySamples, size),
  );
  reportProgress("Timing webhook responses at 50 requests per second");
  const webhookP99s = await measureWebhookLatency(plan.webhookRuns);
  reportProgress("Measuring the uploaded code, and the simulated store with 100,000 orders");
  const code = await measureUploadedCode();
  const store = await measureStore(100_000);
  return { firstOrder, firstOrders, latencies, webhookP99s, code, store };
};

type Times = Awaited<ReturnType<typeof measureTimes>>;

const deployedLatency = ({ batchSizes, deployedBatchSize }: Plan, latencies: readonly Latency[]) =>
  latencies[batchSizes.indexOf(deployedBatchSize)] ?? { p50Ms: NaN, p95Ms: NaN };

const toMeasurements = (
  plan: Plan,
  counts: Counts,
  memory: MemorySamples,
  times: Times,
): Measurement[] => {
  const comparison = counts.backlogs.find(
    ({ service }) => service.newOrders === plan.referenceBacklog,
  );
  return [
    ...(comparison
      ? [
          ...backlogMeasurements(comparison),
          followingMeasurement(comparison.service, counts.withoutFollowing),
        ]
      : []),
    ...pollMeasurements(counts.polls),
    latencyMeasurement(deployedLatency(plan, times.latencies)),
    webhookMeasurement(times.webhookP99s),
    ...codeMeasurements(times.code),
    ...memoryMeasurements(memory, plan.backlogs.at(-1) ?? 0),
    firstOrderMeasurement(times.firstOrder),
    ...storeMeasurements(times.store),
  ];
};

export const runBench = async (plan: Plan, reportProgress: ReportProgress): Promise<Results> => {
  const startedAt = new Date();
  const stealPercent = measureStealTime();
  const [loadAverage = NaN] = loadavg();
  const [counts, memory] = await measureCountsAndMemory(plan, reportProgress);
  const times = await measureTimes(plan, reportProgress);
  const environment: Environment = {
    startedAt: startedAt.toISOString(),
    minutes: (Date.now() - startedAt.getTime()) / 60_000,
    node: process.version,
    cores: availableParallelism(),
    loadAverage,
    stealPercent: stealPercent(),
  };
  return toResults({
    environment,
    measurements: toMeasurements(plan, counts, memory, times),
    growth: toGrowth(counts.backlogs, memory, times.firstOrders),
    batches: toBatches(counts.batches, times.latencies),
  });
};
