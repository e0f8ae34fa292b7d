import type { Failure, FailureCode } from "./failure";
import { jittered, type Random } from "./httpBackoff";
import { isGone, type MissingLooks, nextLookSeconds } from "./missingOrder";
import { isChangeEvent, type OrderMessage } from "./orderMessage";
import { graceMinutes } from "./timeLimits";
import { Scope } from "./webhookEvent";

/** How a message is settled whose order was not processed. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly seconds: number }
  /** No later attempt is likely to succeed. */
  | { readonly kind: "dead-letter" }
  /** Nothing is left to do. */
  | { readonly kind: "discard" };

/** How a message is settled whose order failed. */
export type FailureDecision =
  | Exclude<RetryDecision, { readonly kind: "discard" }>
  /** As a retry, of a copy whose receives count anew. */
  | { readonly kind: "requeue"; readonly seconds: number };

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
 * dead-letters nothing. No message is retried sooner than the store asked for, and none uses up its receives
 * without a request: a message that waits for the store keeps half of them. `receiveCount` counts from 1.
 */
export const afterFailure = (
  { code, retryAfterMs = 0, isUnsent = false }: Failure,
  receiveCount: number,
  maxReceiveCount: number,
  random: Random,
): FailureDecision => {
  const asked = Math.ceil(retryAfterMs / 1000);
  const seconds = Math.max(asked, backoffSeconds(receiveCount, random));
  if (isUnsent && receiveCount >= maxReceiveCount / 2) return { kind: "requeue", seconds };
  if (permanent.has(code) || receiveCount >= maxReceiveCount) return { kind: "dead-letter" };
  return { kind: "retry", seconds };
};

const backoffSeconds = (receiveCount: number, random: Random): number =>
  jittered(Math.min(firstDelaySeconds * 2 ** (receiveCount - 1), maxDelaySeconds), random, 0.2);

/** How often an order was looked for and missing, and what depends on the order. */
export interface NotFound {
  readonly looks: MissingLooks;
  /** How often the message can still be received. */
  readonly receivesLeft: number;
  readonly isRecorded: boolean;
}

/**
 * After the store, which responds to others, does not have an order, which may be a moment too young, or
 * archived. One look shows little; an order that BigCommerce's own event reports as archived needs no
 * further one.
 */
export const afterNotFound = (
  message: OrderMessage,
  { looks, receivesLeft, isRecorded }: NotFound,
): RetryDecision | { readonly kind: "archive" } => {
  if (message.scope === Scope.OrderArchived || isGone(looks))
    return isRecorded ? { kind: "archive" } : unrecorded(message);
  const seconds = nextLookSeconds(looks, receivesLeft);
  if (seconds !== undefined) return { kind: "retry", seconds };
  return isRecorded ? { kind: "dead-letter" } : unrecorded(message);
};

const unrecorded = (message: OrderMessage): RetryDecision =>
  isChangeEvent(message) ? discard : { kind: "dead-letter" };

const discard: RetryDecision = { kind: "discard" };

/** After reading an order whose checkout is incomplete; `otherwise` after the last retry. */
export const afterNotReady = (receiveCount: number, otherwise: RetryDecision): RetryDecision => {
  const minutes = graceMinutes[receiveCount - 1];
  return minutes === undefined ? otherwise : { kind: "retry", seconds: minutes * 60 };
};
