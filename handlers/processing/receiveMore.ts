import { Failure } from "../../domain/failure";
import type { OrderQueueConsumer, ReceivedMessage } from "../../ports";
import { catchFailure } from "../catchFailure";

/** As many as SQS hands out at once: an event of fewer says that nothing else was waiting. */
const fullBatchSize = 10;

/** So many orders can be written to within seconds of their reading, one after the other. */
const maxBatchSize = 50;

/** A window of the store's quota to wait for, and another to use. */
const minRemainingMs = 60_000;

export interface ReceiveMorePorts {
  readonly consumer: OrderQueueConsumer;
  /** Hears why the queue could not be asked, for which nothing else fails. */
  readonly onReceiveFailed: (failure: Failure) => void;
}

/** Brings as many further messages as there is room for, besides those in hand. */
export type ReceiveMore = (room: number, inHand: number) => Promise<readonly ReceivedMessage[]>;

/**
 * The more orders are read at once, the fewer requests it takes. A mapping that gathers more than
 * ten messages would make each single order wait for others, so the function gathers them itself:
 * when its event was full, no more than the store's quota has room for, while there is time.
 */
export const receiveMore = (
  { consumer, onReceiveFailed }: ReceiveMorePorts,
  received: number,
  remainingMs: () => number,
): ReceiveMore => {
  let isMoreWaiting = received >= fullBatchSize;
  return async (room, inHand) => {
    const taken: ReceivedMessage[] = [];
    if (remainingMs() < minRemainingMs) return taken;
    const wanted = Math.min(room, maxBatchSize) - inHand;
    while (isMoreWaiting && taken.length < wanted) {
      const some = await catchFailure(() => consumer.receive(wanted - taken.length));
      if (some instanceof Failure) onReceiveFailed(some);
      isMoreWaiting = !(some instanceof Failure) && some.length > 0;
      if (!(some instanceof Failure)) taken.push(...some);
    }
    return taken;
  };
};
