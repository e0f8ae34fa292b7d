import { Failure } from "../domain/failure";
import type { Deliveries, Delivery } from "../ports";
import { catchFailure } from "./catchFailure";

/** As many as SQS hands out at once: an event of fewer says that nothing else was waiting. */
const fullEvent = 10;

/** So many orders can be written to within seconds of their reading, one after the other. */
const mostInHand = 50;

/** A window of the store's quota to wait for, and another to use. */
const longEnoughMs = 60_000;

export interface TakeAlongWork {
  readonly deliveries: Deliveries;
  /** Hears why the queue could not be asked, for which nothing else fails. */
  readonly notTaken: (failure: Failure) => void;
}

/** Brings as many further messages as there is room for, besides those in hand. */
export type TakeAlong = (room: number, inHand: number) => Promise<readonly Delivery[]>;

/**
 * The more orders are read at once, the fewer requests it takes. A mapping that gathers more than
 * ten messages would make each single order wait for others, so the function gathers them itself:
 * when its event was full, no more than the store's quota has room for, while there is time.
 */
export const takeAlong = (
  { deliveries, notTaken }: TakeAlongWork,
  received: number,
  remainingMs: () => number,
): TakeAlong => {
  let isMoreWaiting = received >= fullEvent;
  return async (room, inHand) => {
    const taken: Delivery[] = [];
    if (remainingMs() < longEnoughMs) return taken;
    const wanted = Math.min(room, mostInHand) - inHand;
    while (isMoreWaiting && taken.length < wanted) {
      const some = await catchFailure(() => deliveries.receive(wanted - taken.length));
      if (some instanceof Failure) notTaken(some);
      isMoreWaiting = !(some instanceof Failure) && some.length > 0;
      if (!(some instanceof Failure)) taken.push(...some);
    }
    return taken;
  };
};
