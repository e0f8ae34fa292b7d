import { firstUnknownOrderId, forgedOrderId } from "../world/faultSchedule";
import { orderIdIn } from "./history/observeCompletion";
import type { DeadLetter } from "../service/memory/memoryQueue";
import type { World } from "../world/world";
import type { Violation } from "./violation";

const isExplained = ({ faultSchedule, store, cloud }: World, { body }: DeadLetter): boolean => {
  if (faultSchedule.poison.includes(body)) return true;
  const orderId = orderIdIn(body) ?? 0;
  if (orderId >= firstUnknownOrderId) return true;
  return store.order(orderId)?.is_deleted === true && !cloud.records.rows.has(orderId);
};

const deadLetters = (world: World): Violation[] =>
  world.cloud.queue.deadLetters
    .filter((letter) => !isExplained(world, letter))
    .map(({ body, at, reason }) => ({
      invariant: "dead letters hold only poison and orders that the store never knew",
      orderId: orderIdIn(body),
      at,
      expected: "no dead letter",
      actual: `${reason.code}: ${reason.message}`,
    }));

const missingPoison = ({ faultSchedule, cloud }: World): Violation[] =>
  faultSchedule.poison
    .filter((body) => !cloud.queue.deadLetters.some((letter) => letter.body === body))
    .map((body) => ({
      invariant: "poison goes to the dead letters",
      expected: "a dead letter",
      actual: `none for ${JSON.stringify(body)}`,
    }));

const waiting = ({ cloud }: World): Violation[] =>
  cloud.queue.messages().map(({ body, receiveCount, visibleAt }) => ({
    invariant: "nothing waits for ever",
    orderId: orderIdIn(body),
    expected: "an empty queue once all is quiet",
    actual: `received ${receiveCount} times, hidden until ${new Date(visibleAt).toISOString()}`,
  }));

const expired = ({ cloud }: World): Violation[] =>
  cloud.queue.expired.map(({ body }) => ({
    invariant: "no message outlives its queue's retention",
    orderId: orderIdIn(body),
    expected: "done with in time",
    actual: "expired",
  }));

const forged = ({ faultSchedule, history }: World): Violation[] => {
  const isTaken =
    faultSchedule.forged.some((status) => status >= 200 && status < 300) ||
    history.sentMessages.some(({ orderId }) => orderId === forgedOrderId);
  const invariant = "a webhook that is not authentic changes nothing";
  return isTaken ? [{ invariant, expected: "401, nothing queued", actual: "taken" }] : [];
};

/** An order that was passed once stays behind; the first time is what matters. */
const passedBy = ({ history }: World): Violation[] => {
  const known = new Set<number>();
  return history.checkpointMoves.flatMap(({ at, skipped, modifiedSince }) => {
    const fresh = skipped.filter(({ orderId }) => !known.has(orderId));
    for (const { orderId } of fresh) known.add(orderId);
    return fresh.map(({ orderId, modifiedAt }) => ({
      invariant: "the checkpoint never passes an order that was not queued",
      orderId,
      at,
      expected: `a message since ${new Date(modifiedAt).toISOString()}`,
      actual: `none, and the checkpoint at ${new Date(modifiedSince).toISOString()}`,
    }));
  });
};

/** What the queue, its dead letters and its senders look like in the end. */
export const checkQueue = (world: World): Violation[] => [
  ...deadLetters(world),
  ...missingPoison(world),
  ...waiting(world),
  ...expired(world),
  ...forged(world),
  ...passedBy(world),
];
