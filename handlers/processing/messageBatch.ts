import { Failure } from "../../domain/failure";
import {
  mergeRequests,
  type OrderMessage,
  type OrderRequest,
  parseMessage,
  toRequest,
} from "../../domain/orderMessage";
import type { ReceivedMessage } from "../../ports";
import type { Outcome } from "./applyDecision";
import type { ReceiveMore } from "./receiveMore";
import { skipUpToDate, type SkipUpToDateContext } from "./skipUpToDate";

/** A received message, its content or why it has none, and the outcome for its order. */
export interface BatchEntry {
  readonly received: ReceivedMessage;
  readonly message: OrderMessage | Failure;
  /** Undefined where nothing was left to do. */
  readonly outcome?: Outcome | Failure;
}

/** The messages of one invocation, and the orders that they ask for: each order once. */
export interface MessageBatch {
  /** Adds messages; those whose orders' rows are up to date need no further work. */
  add(received: readonly ReceivedMessage[]): Promise<void>;
  /** Receives further messages until this many orders are pending, or none is waiting. */
  fill(budget: number): Promise<void>;
  /** The ids of the orders that have no outcome yet. */
  pending(): number[];
  request(orderId: number): OrderRequest | undefined;
  resolve(orderId: number, outcome: Outcome | Failure): void;
  /** Every message, in the order of receipt. */
  entries(): BatchEntry[];
}

export const messageBatch = (
  context: SkipUpToDateContext,
  receiveMore: ReceiveMore,
): MessageBatch => {
  const messages = new Map<ReceivedMessage, OrderMessage | Failure>();
  /** Of the messages that needed no request to the store. */
  const skipped = new Map<ReceivedMessage, Outcome | Failure>();
  const requests = new Map<number, OrderRequest>();
  const outcomes = new Map<number, Outcome | Failure>();

  const pending = () => [...requests.keys()].filter((id) => !outcomes.has(id));

  /** A new message may be about a change after the order was read, so that order is pending again. */
  const request = (received: ReceivedMessage, message: OrderMessage): void => {
    const { orderId } = message;
    const added = toRequest(message, received.isRedriven);
    requests.set(orderId, mergeRequests(requests.get(orderId), added));
    outcomes.delete(orderId);
  };

  /** Returns how many of the messages need their orders read. */
  const add = async (all: readonly ReceivedMessage[]): Promise<number> => {
    const parsed = all.map((received) => ({ received, message: parseMessage(received.body) }));
    for (const { received, message } of parsed) messages.set(received, message);
    const valid = parsed.flatMap(({ received, message }) =>
      message instanceof Failure ? [] : [{ received, message }],
    );
    const upToDate = await skipUpToDate(context, valid);
    for (const [received, outcome] of upToDate) skipped.set(received, outcome);
    const remaining = valid.filter(({ received }) => !upToDate.has(received));
    for (const { received, message } of remaining) request(received, message);
    return remaining.length;
  };

  /** A message that the row answered is done only with the others of its order, which may have shown a newer version. */
  const outcomeOf = (received: ReceivedMessage, message: OrderMessage | Failure) => {
    if (message instanceof Failure) return message;
    const outcome = outcomes.get(message.orderId);
    const isDone = !outcome || (!(outcome instanceof Failure) && outcome.kind === "done");
    return isDone ? (skipped.get(received) ?? outcome) : outcome;
  };

  return {
    async add(received) {
      await add(received);
    },

    async fill(budget) {
      const before = pending().length;
      for (let added = 0; ;) {
        const more = await receiveMore(budget, before + added);
        if (more.length === 0) return;
        added += await add(more);
      }
    },

    pending,
    request: (orderId) => requests.get(orderId),
    resolve: (orderId, outcome) => void outcomes.set(orderId, outcome),

    entries: () =>
      [...messages].map(([received, message]) => ({
        received,
        message,
        outcome: outcomeOf(received, message),
      })),
  };
};
