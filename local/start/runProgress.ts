import type { LogEntry } from "./logEntry";

/** Ids of handled orders, collected from log entries: for progress and for the report of a dry run. */
export interface RunProgress {
  readonly acknowledged: Set<unknown>;
  /** By order id, the status that a dry run would have set. */
  readonly planned: Map<unknown, string>;
}

export const newRunProgress = (): RunProgress => ({ acknowledged: new Set(), planned: new Map() });

/** Printed once; the benchmark of the time to the first order waits for it. */
export const firstReplicated = "The first order is replicated";

export const handledCount = ({ acknowledged, planned }: RunProgress): number =>
  acknowledged.size + planned.size;

export const updateProgress = (progress: RunProgress, { event, fields }: LogEntry): void => {
  const { orderId, to } = fields;
  if (event === "order.acknowledged") progress.acknowledged.add(orderId);
  if (event === "order.dry-run" && typeof to === "string") progress.planned.set(orderId, to);
};
