import type { Decision } from "./decisions";

/** Orders that the logs told of: to show progress, and what a plan would have done. */
export interface Seen {
  readonly acknowledged: Set<unknown>;
  readonly planned: Set<unknown>;
}

export const nothingSeen = (): Seen => ({ acknowledged: new Set(), planned: new Set() });

export const settledCount = ({ acknowledged, planned }: Seen): number =>
  acknowledged.size + planned.size;

const wouldAcknowledge = ({ would }: Decision["fields"]): boolean =>
  typeof would === "object" && would !== null && "kind" in would && would.kind === "acknowledge";

export const noteDecision = (seen: Seen, { event, fields }: Decision): void => {
  if (event === "order.acknowledged") seen.acknowledged.add(fields.orderId);
  if (event === "order.planned" && wouldAcknowledge(fields)) seen.planned.add(fields.orderId);
};
