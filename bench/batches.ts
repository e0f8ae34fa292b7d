import { ordersPerWindow, requestsPerOrder, violationsOf } from "./backlog/drainResult";
import type { BatchCount } from "./backlog/measureCounts";
import type { Latency } from "./cloud/measureIdleLatency";

/** The effect of one batch size on the throughput of a backlog and on the latency of a single order. */
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
  counts.map(({ batchSize, drained }, index) => ({
    batchSize,
    requestsPerOrder: requestsPerOrder(drained),
    ordersPerWindow: ordersPerWindow(drained),
    idleP50Seconds: (latencies[index]?.p50Ms ?? NaN) / 1000,
    violations: violationsOf(drained),
  }));
