import type { Comparison } from "./backlog/backlogMeasurements";
import {
  type DrainResult,
  violationsOf,
  ordersPerWindow,
  requestsPerOrder,
} from "./backlog/drainResult";
import { peakMb } from "./cloud/memory";
import { type FunctionName, functions, type MemorySamples } from "./cloud/sampleMemory";

/** What one way of draining a backlog came to. */
export interface DrainSummary {
  readonly requestsPerOrder: number;
  readonly ordersPerWindow: number;
  readonly throttled: number;
  readonly minutes: number;
}

/** The figures at one size of the backlog. */
export interface GrowthStep {
  readonly orders: number;
  readonly service: DrainSummary;
  readonly baseline: DrainSummary;
  /** The most that each function's largest container had held by then. */
  readonly memoryMb: Readonly<Record<FunctionName, number>>;
  /** `npm start` with a store of so many orders, to the first one replicated. */
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
  backlogs.map(({ service, baseline }, place) => ({
    orders: service.newOrders,
    service: toSummary(service),
    baseline: toSummary(baseline),
    memoryMb: Object.fromEntries(
      functions.map((name) => [name, peakMb(memory[name], service.newOrders)]),
    ) as Record<FunctionName, number>,
    firstOrderSeconds: (firstOrderMs[place] ?? NaN) / 1000,
    flaws: violationsOf(service),
  }));
