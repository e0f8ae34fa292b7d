import type { Failure, FailureCode } from "./failure";
import { isChangeEvent, type OrderMessage } from "./message";
import { jittered, type Random } from "./backoff";
import { Scope } from "./webhookEvent";

/** What becomes of a message that is not done with. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly seconds: number }
  /** To the dead letters: no later try is likely to help. */
  | { readonly kind: "dead-letter" }
  /** Nothing is left to do here. */
  | { readonly kind: "discard" };

const graceMinutes = [1, 3, 7, 15];
const firstDelaySeconds = 60;
const longestDelaySeconds = 5 * 60 * 60;

/** Failures that are the same at every try. */
const permanent: ReadonlySet<FailureCode> = new Set(["message.invalid", "record.tooLarge"]);

/**
 * The next step after a failure. Delays grow so that 20 receiveCount span over 48 hours: an outage of
 * that length loses nothing. A message is never given back sooner than the store asked for.
 * `receiveCount` counts from 1.
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
  jittered(Math.min(firstDelaySeconds * 2 ** (receiveCount - 1), longestDelaySeconds), random, 0.2);

/**
 * The step after the store knew no such order: it may be a moment too young, or archived. One that
 * BigCommerce itself calls archived need not be looked for.
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

/** The step after a look at an order that is not there yet, or not finished yet; `otherwise` after the last. */
export const afterNotReady = (receiveCount: number, otherwise: RetryDecision): RetryDecision => {
  const minutes = graceMinutes[receiveCount - 1];
  return minutes === undefined ? otherwise : { kind: "retry", seconds: minutes * 60 };
};
