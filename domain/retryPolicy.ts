import type { Failure, FailureCode } from "./failure";
import { jittered, type Random } from "./httpBackoff";
import { isChangeEvent, type OrderMessage } from "./orderMessage";
import { Scope } from "./webhookEvent";

/** How a message is settled whose order was not processed. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly seconds: number }
  /** No later attempt is likely to succeed. */
  | { readonly kind: "dead-letter" }
  /** Nothing is left to do. */
  | { readonly kind: "discard" };

/** How long an order may take to appear, or to be completed, after its first event. */
const graceMinutes = [1, 3, 7, 15];
const firstDelaySeconds = 60;
const maxDelaySeconds = 5 * 60 * 60;

/** Failures that every retry would meet again. */
const permanent: ReadonlySet<FailureCode> = new Set([
  "message.invalid",
  "payload.tooLarge",
  "record.tooLarge",
]);

/**
 * After a failure. Delays grow so that 20 receives span more than 48 hours: an outage of that length
 * dead-letters nothing. No message is retried sooner than the store asked for. `receiveCount` counts from 1.
 */
export const afterFailure = (
  { code, retryAfterMs = 0 }: Failure,
  receiveCount: number,
  maxReceiveCount: number,
  random: Random,
): RetryDecision => {
  if (permanent.has(code) || receiveCount >= maxReceiveCount) return { kind: "dead-letter" };
  const asked = Math.ceil(retryAfterMs / 1000);
  return { kind: "retry", seconds: Math.max(asked, backoffSeconds(receiveCount, random)) };
};

const backoffSeconds = (receiveCount: number, random: Random): number =>
  jittered(Math.min(firstDelaySeconds * 2 ** (receiveCount - 1), maxDelaySeconds), random, 0.2);

/**
 * After the store responded 404 to an order, which may be a moment too young, or archived. An order that
 * BigCommerce's own event reports as archived is not retried.
 */
export const afterNotFound = (
  message: OrderMessage,
  {
    receiveCount: receiveCount,
    isRecorded,
  }: { readonly receiveCount: number; readonly isRecorded: boolean },
): RetryDecision | { readonly kind: "archive" } => {
  const next =
    message.scope === Scope.OrderArchived ? discard : afterNotReady(receiveCount, discard);
  if (next.kind === "retry") return next;
  if (isRecorded) return { kind: "archive" };
  return isChangeEvent(message) ? discard : { kind: "dead-letter" };
};

const discard: RetryDecision = { kind: "discard" };

/** After reading an order that does not exist yet, or whose checkout is incomplete; `otherwise` after the last retry. */
export const afterNotReady = (receiveCount: number, otherwise: RetryDecision): RetryDecision => {
  const minutes = graceMinutes[receiveCount - 1];
  return minutes === undefined ? otherwise : { kind: "retry", seconds: minutes * 60 };
};
