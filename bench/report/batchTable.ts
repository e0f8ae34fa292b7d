import type { BatchStep } from "../batches";
import type { Cells } from "./measurementTable";

/** The trade-off between throughput and latency that decides the batch size. */
export const batchTable = (batches: readonly BatchStep[]): Cells => [
  ["Batch size", "Requests per order", "Orders per 30 s window", "Webhook → acknowledged, idle, s"],
  ...batches.map(({ batchSize, requestsPerOrder, ordersPerWindow, idleP50Seconds }) => [
    String(batchSize),
    requestsPerOrder.toFixed(2),
    ordersPerWindow.toFixed(1),
    idleP50Seconds.toFixed(2),
  ]),
];
