import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { storeDeadline } from "../domain/freshness";
import { Failure } from "../domain/failure";
import {
  mergeRequests,
  type OrderMessage,
  type OrderRequest,
  reasonAttribute,
  parseMessage,
  toRequest,
} from "../domain/message";
import type { ReplicationRules } from "../domain/replication";
import type { ReceivedMessage, NewId, OpenStore } from "../ports";
import {
  type MessageSettlement,
  settleMessages,
  type SettleMessagesPorts,
} from "./processing/settleMessages";
import {
  type SkippedOutcomes,
  skipUpToDate,
  type SkipUpToDatePorts,
  type SkipUpToDateContext,
} from "./processing/skipUpToDate";
import {
  type BatchWork,
  type Fill,
  type Outcomes,
  replicateBatch,
} from "./processing/replicateBatch";
import { type ReceiveMore, receiveMore } from "./processing/receiveMore";
import { alertLostUpdate } from "./processing/alertLostUpdate";

export interface ProcessOrdersPorts extends SettleMessagesPorts, SkipUpToDatePorts {
  readonly openStore: OpenStore;
  readonly newId: NewId;
}

export interface ProcessOrdersRules extends ReplicationRules {
  /** A message received this often is parked instead of given back. */
  readonly maxReceiveCount: number;
}

/** By delivery, the event's own first. */
type Messages = Map<ReceivedMessage, OrderMessage | Failure>;

interface Batch {
  readonly messages: Messages;
  /** Of those that their orders' rows answered. */
  readonly early: SkippedOutcomes;
  readonly requests: ReadonlyMap<number, OrderRequest>;
  /** Answers the ids of the orders that must be looked at for these. */
  readonly add: (deliveries: readonly ReceivedMessage[]) => Promise<number[]>;
}

interface Invocation {
  getRemainingTimeInMillis(): number;
}

/**
 * Queue → store → table → status. Only the messages that failed go back to the queue, each with a
 * delay of its own; what no try can mend goes to the dead letters, with its reason.
 */
export const processOrders =
  (ports: ProcessOrdersPorts, rules: ProcessOrdersRules) =>
  async (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> => {
    const tell = { alertLostUpdate: alertLostUpdate(ports) };
    const work = { ...toWork(ports, rules, invocation), ...tell };
    const answers = settleMessages(ports, { ...rules, claimId: work.claimId });
    const brought = event.Records.map(toReceivedMessage);
    const batch = newBatch({ ...ports, ...rules, ...tell });
    await batch.add(brought);
    const { consumer } = ports;
    const more = receiveMore(
      { consumer, onReceiveFailed: answers.notTakenAlong },
      brought.length,
      () => invocation.getRemainingTimeInMillis(),
    );
    const outcomes = await replicateBatch(work, batch.requests, filling(batch, more));
    const staying = await answerAll(answers, batch, outcomes);
    // Before any message goes: people must have been told of what befell it. Then of what could not go.
    await answers.raiseAlerts();
    const along = [...batch.messages.keys()].slice(brought.length);
    await answers.remove(along.filter((one) => !staying.has(one)));
    await answers.raiseAlerts();
    const failed = brought.filter((one) => staying.has(one));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

/** Messages that their orders' rows have answered take up no room. */
const filling =
  (batch: Batch, more: ReceiveMore): Fill =>
  async (room, inHand) => {
    const ids: number[] = [];
    for (;;) {
      const some = await more(room, inHand + ids.length);
      if (some.length === 0) return ids;
      ids.push(...(await batch.add(some)));
    }
  };

/** Answers for each message alone; those that stay in the queue are the answer. */
const answerAll = async (
  answers: MessageSettlement,
  { messages, early }: Pick<Batch, "messages" | "early">,
  outcomes: Outcomes,
): Promise<ReadonlySet<ReceivedMessage>> => {
  const staying = new Set<ReceivedMessage>();
  await Promise.all(
    [...messages].map(async ([delivery, message]) => {
      const left = await (message instanceof Failure
        ? answers.unreadable(delivery, message)
        : answers.replicated(
            delivery,
            message,
            early.get(delivery) ?? outcomes.get(message.orderId),
          ));
      if (left !== undefined) staying.add(delivery);
    }),
  );
  return staying;
};

const toWork = (
  { openStore, records, log, now, newId }: ProcessOrdersPorts,
  rules: ReplicationRules,
  invocation: Invocation,
): Omit<BatchWork, "alertLostUpdate"> => {
  const deadline = storeDeadline(now(), invocation.getRemainingTimeInMillis());
  return { store: openStore(deadline), records, log, now, rules, claimId: newId() };
};

const toReceivedMessage = (record: SQSRecord): ReceivedMessage => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  body: record.body,
  receiveCount: Number(record.attributes.ApproximateReceiveCount),
  isRedriven: reasonAttribute in record.messageAttributes,
});

/** Messages by delivery, and what they ask for by order: each order once, however many ask for it. */
const newBatch = (work: SkipUpToDateContext): Batch => {
  const messages: Messages = new Map();
  const early: SkippedOutcomes = new Map();
  const requests = new Map<number, OrderRequest>();
  return {
    messages,
    early,
    requests,
    async add(deliveries) {
      const parsed = deliveries.map((one) => [one, parseMessage(one.body)] as const);
      for (const [delivery, message] of parsed) messages.set(delivery, message);
      const readable = parsed.flatMap(([delivery, message]) =>
        message instanceof Failure ? [] : [{ delivery, message }],
      );
      for (const [delivery, outcome] of await skipUpToDate(work, readable))
        early.set(delivery, outcome);
      return readable.flatMap(({ delivery, message }) => {
        if (early.has(delivery)) return [];
        const { orderId } = message;
        const request = toRequest(message, delivery.isRedriven);
        requests.set(orderId, mergeRequests(requests.get(orderId), request));
        return [orderId];
      });
    },
  };
};
