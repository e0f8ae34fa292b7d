import type { Comparison } from "./backlog/backlogMeasurements";
import {
  type DrainResult,
  ordersPerWindow,
  requestsPerOrder,
  violationsOf,
} from "./backlog/drainResult";
import { peakMb } from "./cloud/memory";
import { type FunctionName, functions, type MemorySamples } from "./cloud/sampleMemory";

/** The drain of one backlog, by the service or by the naive baseline. */
export interface DrainSummary {
  readonly requestsPerOrder: number;
  readonly ordersPerWindow: number;
  /** Responses with status 429. */
  readonly throttled: number;
  readonly minutes: number;
}

/** The measurements at one backlog size. */
export interface GrowthStep {
  readonly orders: number;
  readonly service: DrainSummary;
  readonly baseline: DrainSummary;
  /** Peak resident memory of each function's largest container, until so many orders had passed. */
  readonly memoryMb: Readonly<Record<FunctionName, number>>;
  /** From `npm start`, with a store of so many orders, to the first replicated order. */
  readonly firstOrderSeconds: number;
  readonly violations: readonly string[];
}

const toSummary = (drained: DrainResult): DrainSummary => ({
  requestsPerOrder: requestsPerOrder(drained),
  ordersPerWindow: ordersPerWindow(drained),
  throttled: drained.throttled,
  minutes: drained.seconds / 60,
});

export const toGrowth = (
  backlogs: readonly Comparison[],
  memory: MemorySamples,
  firstOrderMs: readonly number[],
): GrowthStep[] =>
  backlogs.map(({ service, baseline }, index) => ({
    orders: service.newOrders,
    service: toSummary(service),
    baseline: toSummary(baseline),
    memoryMb: Object.fromEntries(
      functions.map((name) => [name, peakMb(memory[name], service.newOrders)]),
    ) as Record<FunctionName, number>,
    firstOrderSeconds: (firstOrderMs[index] ?? NaN) / 1000,
    violations: violationsOf(service),
  }));
