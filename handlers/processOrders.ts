import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { ReplicationRules } from "../domain/decision";
import { reasonAttribute } from "../domain/orderMessage";
import { storeDeadline } from "../domain/timeLimits";
import type { NewId, OpenStore, ReceivedMessage } from "../ports";
import { alertLostUpdate } from "./processing/alertLostUpdate";
import { messageBatch } from "./processing/messageBatch";
import { receiveMore } from "./processing/receiveMore";
import { replicateBatch } from "./processing/replicateBatch";
import { settleMessages, type SettleMessagesPorts } from "./processing/settleMessages";
import type { SkipUpToDatePorts } from "./processing/skipUpToDate";
import type { StoreAdmissionPorts } from "./storeAdmission";

export interface ProcessOrdersPorts
  extends SettleMessagesPorts, SkipUpToDatePorts, StoreAdmissionPorts {
  readonly openStore: OpenStore;
  readonly newId: NewId;
}

export interface ProcessOrdersRules extends ReplicationRules {
  /** A message received this often is dead-lettered instead of retried. */
  readonly maxReceiveCount: number;
}

interface Invocation {
  getRemainingTimeInMillis(): number;
}

/**
 * Queue → store → table → status. An idempotent consumer with partial batch responses: only the messages
 * that failed go back to the queue, each with a delay of its own; what no retry can succeed at is
 * dead-lettered, with its reason.
 */
export const processOrders =
  (ports: ProcessOrdersPorts, rules: ProcessOrdersRules) =>
  async (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> => {
    const { openStore, newId, now, consumer } = ports;
    const remainingMs = () => invocation.getRemainingTimeInMillis();
    const store = openStore(storeDeadline(now(), remainingMs()));
    const context = { ...ports, rules, store, claimId: newId(), alert: alertLostUpdate(ports) };
    const settlement = settleMessages(ports, { ...rules, claimId: context.claimId });

    const received = event.Records.map(toReceivedMessage);
    const { onReceiveFailed } = settlement;
    const more = receiveMore({ consumer, onReceiveFailed }, received.length, remainingMs);
    const batch = messageBatch({ ...context, ...rules }, more);
    await batch.add(received);
    await replicateBatch(context, batch);

    const entries = batch.entries();
    const kept = await settlement.settle(entries);
    // Alerts go out before any message is deleted; then the alerts about deletions that failed.
    await settlement.publishAlerts();
    const receivedLater = entries.slice(received.length).map((entry) => entry.received);
    await settlement.delete(receivedLater.filter((message) => !kept.has(message)));
    await settlement.publishAlerts();
    const failed = received.filter((message) => kept.has(message));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

const toReceivedMessage = (record: SQSRecord): ReceivedMessage => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  body: record.body,
  receiveCount: Number(record.attributes.ApproximateReceiveCount),
  isRedriven: reasonAttribute in record.messageAttributes,
});
