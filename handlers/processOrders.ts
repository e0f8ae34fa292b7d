import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { storeDeadline } from "../domain/deadline";
import { Failure } from "../domain/failure";
import {
  mergeRequests,
  type OrderMessage,
  type OrderRequest,
  parkedMark,
  parseMessage,
  toRequest,
} from "../domain/message";
import type { ReplicationRules } from "../domain/replication";
import type { Delivery, NewId, OpenStore } from "../ports";
import { deliveryAnswers, type DeliveryAnswersPorts } from "./deliveryAnswers";
import { type BatchWork, replicateBatch } from "./replicateBatch";

export interface ProcessOrdersPorts extends DeliveryAnswersPorts {
  readonly openStore: OpenStore;
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
    const outcomes = await replicateBatch(work, requestsIn(messages));
    const answers = deliveryAnswers(ports, rules);
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
  const deadline = storeDeadline(now(), invocation.getRemainingTimeInMillis());
  return { store: openStore(deadline), records, log, now, rules, claimId: newId() };
};

const toDelivery = (record: SQSRecord): Delivery => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  body: record.body,
  receives: Number(record.attributes.ApproximateReceiveCount),
  isRedriven: parkedMark in record.messageAttributes,
});

/** Each order once, however many messages ask for it. */
const requestsIn = (messages: ReadonlyMap<Delivery, OrderMessage | Failure>) => {
  const requests = new Map<number, OrderRequest>();
  for (const [{ isRedriven }, message] of messages) {
    if (message instanceof Failure) continue;
    const { orderId } = message;
    requests.set(orderId, mergeRequests(requests.get(orderId), toRequest(message, isRedriven)));
  }
  return requests;
};
