import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { Failure } from "../domain/failure";
import { type OrderMessage, parseMessage } from "../domain/message";
import type { ReplicationRules } from "../domain/replication";
import type { Delivery, NewId, OpenStore, OrderRecords } from "../ports";
import { deliveryAnswers, type DeliveryAnswersPorts } from "./deliveryAnswers";
import { type BatchWork, replicateBatch } from "./replicateBatch";

export interface ProcessOrdersPorts extends DeliveryAnswersPorts {
  readonly openStore: OpenStore;
  readonly records: OrderRecords;
  readonly newId: NewId;
}

export interface ProcessOrdersRules extends ReplicationRules {
  /** A message received this often is parked instead of given back. */
  readonly maxReceiveCount: number;
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
    const deliveries = event.Records.map(toDelivery);
    const messages = new Map(deliveries.map((one) => [one, parseMessage(one.body)]));
    const work = toWork(ports, rules, invocation);
    const outcomes = await replicateBatch(work, traceIds(messages.values()));
    const answers = deliveryAnswers(ports, rules.maxReceiveCount);
    const left = await Promise.all(
      [...messages].map(([delivery, message]) =>
        message instanceof Failure
          ? answers.unreadable(delivery, message)
          : answers.replicated(delivery, message, outcomes.get(message.orderId)),
      ),
    );
    await answers.raiseAlerts();
    return { batchItemFailures: left.flatMap((id) => (id ? [{ itemIdentifier: id }] : [])) };
  };

const toWork = (
  { openStore, records, log, now, newId }: ProcessOrdersPorts,
  rules: ReplicationRules,
  invocation: Invocation,
): BatchWork => {
  const deadline = new Date(now().getTime() + invocation.getRemainingTimeInMillis());
  return { store: openStore(deadline), records, log, now, rules, claimId: newId() };
};

const toDelivery = ({ messageId, receiptHandle, body, attributes }: SQSRecord): Delivery => ({
  messageId,
  receiptHandle,
  body,
  receives: Number(attributes.ApproximateReceiveCount),
});

/** Each order once, however many messages ask for it. */
const traceIds = (messages: Iterable<OrderMessage | Failure>): Map<number, string> =>
  new Map(
    [...messages].flatMap((message) =>
      message instanceof Failure ? [] : [[message.orderId, message.traceId] as const],
    ),
  );
