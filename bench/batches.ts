import type { BatchCount } from "./backlog/measureCounts";
import { violationsOf, ordersPerWindow, requestsPerOrder } from "./backlog/drainResult";
import type { Latency } from "./cloud/measureIdleLatency";

/** What a batch size does in a backlog, and to a single order. */
export interface BatchStep {
  readonly batchSize: number;
  readonly requestsPerOrder: number;
  readonly ordersPerWindow: number;
  readonly idleP50Seconds: number;
  readonly violations: readonly string[];
}

export const toBatches = (
  counts: readonly BatchCount[],
  latencies: readonly Latency[],
): BatchStep[] =>
  counts.map(({ batchSize, drained }, place) => ({
    batchSize,
    requestsPerOrder: requestsPerOrder(drained),
    ordersPerWindow: ordersPerWindow(drained),
    idleP50Seconds: (latencies[place]?.p50Ms ?? NaN) / 1000,
    flaws: violationsOf(drained),
  }));
