import type { LogEntry } from "./logEntry";

/** Orders that the logs told of: to show progress, and what a plan would have done. */
export interface RunProgress {
  readonly acknowledged: Set<unknown>;
  /** By order, the status that it would have been given. */
  readonly planned: Map<unknown, string>;
}

export const newRunProgress = (): RunProgress => ({ acknowledged: new Set(), planned: new Map() });

/** Said once, when people who try this have seen it work. */
export const firstReplicated = "The first order is replicated";

export const handledCount = ({ acknowledged, planned }: RunProgress): number =>
  acknowledged.size + planned.size;

export const updateProgress = (seen: RunProgress, { event, fields }: LogEntry): void => {
  const { orderId, to } = fields;
  if (event === "order.acknowledged") seen.acknowledged.add(orderId);
  if (event === "order.dry-run" && typeof to === "string") seen.planned.set(orderId, to);
};
