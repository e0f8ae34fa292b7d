import { Failure } from "../../domain/failure";
import type { OrderQueueConsumer, ReceivedMessage } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";

/** The most that SQS returns at once: an event with fewer messages shows that no others were waiting. */
const fullBatchSize = 10;

/** So many orders can be written, one after the other, while their reading is fresh. */
const maxBatchSize = 50;

/** One window of the store's quota to wait for, and another to use. */
const minRemainingMs = 60_000;

export interface ReceiveMorePorts {
  readonly consumer: OrderQueueConsumer;
  /** Called when the queue could not be asked, which fails nothing else. */
  readonly onReceiveFailed: (failure: Failure) => void;
}

/** Receives as many further messages as the budget allows beside the orders that are pending. */
export type ReceiveMore = (budget: number, pending: number) => Promise<readonly ReceivedMessage[]>;

/**
 * Orders that are read together take fewer requests each. An event source mapping that gathers more
 * than ten messages would make each single order wait for others, so the function receives them
 * itself: when its event was full, no more than the store's quota allows, while there is time.
 */
export const receiveMore = (
  { consumer, onReceiveFailed }: ReceiveMorePorts,
  eventSize: number,
  remainingMs: () => number,
): ReceiveMore => {
  let isMoreWaiting = eventSize >= fullBatchSize;
  return async (budget, pending) => {
    const received: ReceivedMessage[] = [];
    if (remainingMs() < minRemainingMs) return received;
    const wanted = Math.min(budget, maxBatchSize) - pending;
    while (isMoreWaiting && received.length < wanted) {
      const more = await resultOrFailure(() => consumer.receive(wanted - received.length));
      if (more instanceof Failure) onReceiveFailed(more);
      isMoreWaiting = !(more instanceof Failure) && more.length > 0;
      if (!(more instanceof Failure)) received.push(...more);
    }
    return received;
  };
};
