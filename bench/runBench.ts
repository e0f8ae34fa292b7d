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
import type { MemorySamples } from "./cloud/sampleMemory";
import { measureWebhookLatency } from "./cloud/measureWebhookLatency";
import type { Measurement } from "./measurement";
import { toGrowth } from "./growth";
import type { Plan } from "./plan";
import { type Environment, type RawResults, type Results, toResults } from "./results";
import { measureStealTime } from "./stealTime";
import { measureStore } from "./store/measureStore";
import { storeMeasurements } from "./store/storeMeasurements";

/** One after the other: each wants the machine for itself. */
const sequentially = async <A, T>(
  list: readonly A[],
  measure: (one: A) => Promise<T>,
): Promise<T[]> => {
  const measured: T[] = [];
  for (const one of list) measured.push(await measure(one));
  return measured;
};

/** Hears what comes next. */
export type ReportProgress = (text: string) => void;

/** Figures that a second's delay here and there does not change: both cores are used. */
const measureCountsAndMemory = (
  plan: Plan,
  tell: ReportProgress,
): Promise<[Counts, MemorySamples]> => {
  const orders = plan.backlogs.at(-1) ?? plan.referenceBacklog;
  tell(`Counting requests on the virtual clock, and watching memory over ${orders} orders`);
  return Promise.all([
    countInWorker({ ...plan, batchBacklog: plan.referenceBacklog }),
    measureMemory(orders),
  ]);
};

/** Figures that are times: nothing else runs meanwhile. */
const measureTimes = async (plan: Plan, tell: ReportProgress) => {
  tell("Timing npm start");
  const firstOrder = await measureTimeToFirstOrder();
  const firstOrders = await sequentially(plan.backlogs, measureTimeToFirstOrder);
  tell("Timing single orders from their webhook to their acknowledgement");
  const latencies = await sequentially(plan.batchSizes, (size) =>
    measureIdleLatency(plan.latencySamples, size),
  );
  tell("Timing the answers to 50 webhooks a second");
  const webhookAnswers = await measureWebhookLatency(plan.webhookRuns);
  tell("Looking at the uploaded code, and at the simulated store with 100,000 orders");
  const code = await measureUploadedCode();
  const store = await measureStore(100_000);
  return { firstOrder, firstOrders, latencies, webhookAnswers, code, store };
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
    webhookMeasurement(times.webhookAnswers),
    ...codeMeasurements(times.code),
    ...memoryMeasurements(memory, plan.backlogs.at(-1) ?? 0),
    firstOrderMeasurement(times.firstOrder),
    ...storeMeasurements(times.store),
  ];
};

/** Measures everything; `tell` is called with what comes next. */
export const runBench = async (plan: Plan, tell: ReportProgress): Promise<Results> => {
  const startedAt = new Date();
  const stolenPercent = measureStealTime();
  const [loadAverage = NaN] = loadavg();
  const [counts, memory] = await measureCountsAndMemory(plan, tell);
  const times = await measureTimes(plan, tell);
  const environment: Environment = {
    startedAt: startedAt.toISOString(),
    minutes: (Date.now() - startedAt.getTime()) / 60_000,
    node: process.version,
    cores: availableParallelism(),
    loadAverage,
    stealPercent: stolenPercent(),
  };
  const measured: RawResults = {
    environment,
    measurements: toMeasurements(plan, counts, memory, times),
    growth: toGrowth(counts.backlogs, memory, times.firstOrders),
    batches: toBatches(counts.batches, times.latencies),
  };
  return toResults(measured);
};
