import type { DeadLetter } from "../service/memory/memoryQueue";
import { firstUnknownOrderId, forgedOrderId } from "../world/faultSchedule";
import { maxReceiveCount } from "../service/service";
import type { World } from "../world/world";
import { orderIdInBody } from "./history/orderIdIn";
import type { Violation } from "./violation";

/** An order that is gone is named to people where its message could not be received often enough to be sure. */
const isExpected = (
  { faultSchedule, store, cloud }: World,
  { body, receiveCount }: DeadLetter,
): boolean => {
  if (faultSchedule.poison.includes(body)) return true;
  const orderId = orderIdInBody(body) ?? 0;
  if (orderId >= firstUnknownOrderId) return true;
  if (store.order(orderId)?.is_deleted !== true) return false;
  return !cloud.records.rows.has(orderId) || receiveCount >= maxReceiveCount;
};

const unexpectedDeadLetters = (world: World): Violation[] =>
  world.cloud.queue.deadLetters
    .filter((letter) => !isExpected(world, letter))
    .map(({ body, at, reason }) => ({
      invariant: "only poison messages and unknown orders are dead-lettered",
      orderId: orderIdInBody(body),
      at,
      expected: "no dead letter",
      actual: `${reason.code}: ${reason.message}`,
    }));

const missingPoison = ({ faultSchedule, cloud }: World): Violation[] =>
  faultSchedule.poison
    .filter((body) => !cloud.queue.deadLetters.some((letter) => letter.body === body))
    .map((body) => ({
      invariant: "a poison message is dead-lettered",
      expected: "a dead letter",
      actual: `none for ${JSON.stringify(body)}`,
    }));

const undelivered = ({ cloud }: World): Violation[] =>
  cloud.queue.messages().map(({ body, receiveCount, visibleAt }) => ({
    invariant: "every message completes eventually",
    orderId: orderIdInBody(body),
    expected: "an empty queue at quiescence",
    actual: `received ${receiveCount} times, hidden until ${new Date(visibleAt).toISOString()}`,
  }));

/** Retries of an outage of two days are at most five hours apart, a fifth more by jitter. */
const maxHiddenSeconds = 6 * 3_600;

const hiddenTooLong = ({ history }: World): Violation[] =>
  history.hiddenMessages
    .filter(({ seconds }) => !(seconds <= maxHiddenSeconds))
    .map(({ at, body, seconds }) => ({
      invariant: "no message is hidden longer than the longest backoff",
      orderId: orderIdInBody(body),
      at,
      expected: `at most ${maxHiddenSeconds} s`,
      actual: `${seconds} s`,
    }));

const expired = ({ cloud }: World): Violation[] =>
  cloud.queue.expired.map(({ body }) => ({
    invariant: "no message expires",
    orderId: orderIdInBody(body),
    expected: "completed within the retention",
    actual: "expired",
  }));

const forged = ({ faultSchedule, history }: World): Violation[] => {
  const isAccepted =
    faultSchedule.forged.some((status) => status >= 200 && status < 300) ||
    history.sentMessages.some(({ orderId }) => orderId === forgedOrderId);
  const invariant = "a forged webhook has no effect";
  return isAccepted ? [{ invariant, expected: "401, nothing queued", actual: "accepted" }] : [];
};

/** 0 stands for no response, and 5xx for a fault of AWS: BigCommerce redelivers. */
const refusedThoughAuthentic = ({ faultSchedule }: World): Violation[] =>
  faultSchedule.unusable
    .filter((status) => status >= 400 && status < 500)
    .map((status) => ({
      invariant: "no authentic webhook is refused",
      expected: "2xx",
      actual: String(status),
    }));

/** A skipped order stays skipped; only the first move of the checkpoint past the order is a violation. */
const skippedOrders = ({ history }: World): Violation[] => {
  const known = new Set<number>();
  return history.checkpointMoves.flatMap(({ at, skipped, modifiedSince }) => {
    const newlySkipped = skipped.filter(({ orderId }) => !known.has(orderId));
    for (const { orderId } of newlySkipped) known.add(orderId);
    return newlySkipped.map(({ orderId, modifiedAt }) => ({
      invariant: "the checkpoint never skips an order that was not queued",
      orderId,
      at,
      expected: `a message since ${new Date(modifiedAt).toISOString()}`,
      actual: `none, and the checkpoint at ${new Date(modifiedSince).toISOString()}`,
    }));
  });
};

/**
 * A message that is retried after an outage waits for hours, in which polls queue its order again: a poll that
 * is started twice, and retried, once as new and once as changed each.
 */
const maxPollMessages = 8;

/**
 * Polls queue an order that a record answers for once per version: until the record changes. An order that
 * cannot even be read alone has no version that a poll could know.
 */
const queuedAgain = ({ history, faultSchedule }: World): Violation[] => {
  const counts = new Map<string, number>();
  return history.sentMessages.flatMap(({ orderId, reason, row, at }) => {
    const isSettled = row?.state === "acknowledged" || row?.state === "parked";
    if (reason !== "poll" || !isSettled || faultSchedule.isUnreadable(orderId, at)) return [];
    const version = `${orderId} ${row.modifiedAt}`;
    const count = (counts.get(version) ?? 0) + 1;
    counts.set(version, count);
    if (count !== maxPollMessages + 1) return [];
    const invariant = "a poll queues an order once per version";
    return [{ invariant, orderId, at, expected: `at most ${maxPollMessages}`, actual: "more" }];
  });
};

/** The queue, its dead letters and its producers at the end of a run. */
export const checkQueue = (world: World): Violation[] => [
  ...unexpectedDeadLetters(world),
  ...missingPoison(world),
  ...undelivered(world),
  ...expired(world),
  ...hiddenTooLong(world),
  ...refusedThoughAuthentic(world),
  ...forged(world),
  ...skippedOrders(world),
  ...queuedAgain(world),
];
