import { Failure, isTransient } from "../../domain/failure";
import { afterFailure } from "../../domain/retryPolicy";
import type {
  Clock,
  Log,
  OrderQueueConsumer,
  OrderRecords,
  Random,
  ReceivedMessage,
} from "../../ports";
import { resultOrFailure } from "../resultOrFailure";
import type { AlertCollector, AlertEntry } from "./alertCollector";

export interface RetryOrDeadLetterPorts {
  readonly consumer: OrderQueueConsumer;
  readonly records: OrderRecords;
  readonly log: Log;
  readonly now: Clock;
  readonly random: Random;
}

export interface RetryOrDeadLetterRules {
  /** A message received this often is dead-lettered instead of retried. */
  readonly maxReceiveCount: number;
  /** Owner of this invocation's leases, which do not keep it from marking an order parked. */
  readonly claimId: string;
}

/** Why a message failed, before it is known whether it is retried. */
type FailedMessage = Omit<AlertEntry, "automaticAction">;

/** What a message is about. */
type Subject = Pick<AlertEntry, "traceId" | "orderId">;

/** Whether a message stays on the queue. */
export type Settlement = "keep" | "delete";

const retriedAutomatically =
  "The order is retried with growing delays for two days; then its message goes to the dead-letter queue.";

const deadLettered = {
  needsOperator: true,
  automaticAction: "Nothing more. The message stays on the dead-letter queue for up to 14 days.",
};

/** Delays a failed message for its next retry, or moves the message to the dead-letter queue with the reason. */
export const retryOrDeadLetter = (
  { consumer, records, log, now, random }: RetryOrDeadLetterPorts,
  { maxReceiveCount, claimId }: RetryOrDeadLetterRules,
  alerts: Pick<AlertCollector, "add">,
) => {
  /** A message that can be neither delayed nor dead-lettered is delivered again; the rest of the batch stays settled. */
  const succeeds = async (
    { orderId, traceId }: Subject,
    settle: () => Promise<void>,
  ): Promise<boolean> => {
    const failure = await resultOrFailure(settle);
    if (!(failure instanceof Failure)) return true;
    log("message.settle-failed", { traceId, orderId, error: failure.message }, "error");
    const which = orderId === undefined ? "A message" : `The message for order ${orderId}`;
    const summary = `${which} could be neither delayed nor moved to the dead-letter queue`;
    const automaticAction = "The queue delivers the message again, which does no harm.";
    alerts.add({ traceId, orderId, failure, summary, automaticAction });
    return false;
  };

  const retryAfter = async (
    received: ReceivedMessage,
    seconds: number,
    subject: Subject,
  ): Promise<Settlement> => {
    await succeeds(subject, () => consumer.retryAfter(received, seconds));
    return "keep";
  };

  const requeue = async (
    received: ReceivedMessage,
    seconds: number,
    subject: Subject,
  ): Promise<Settlement> =>
    (await succeeds(subject, () => consumer.requeue(received, seconds))) ? "delete" : "keep";

  const markParked = async ({ failure, orderId }: FailedMessage): Promise<void> => {
    const { modifiedAt } = failure;
    if (orderId === undefined || modifiedAt === undefined) return;
    const reason = `${failure.code}: ${failure.message}`;
    await records.park({ id: orderId, claimId, modifiedAt, reason, at: now() });
  };

  /** The message moves first: an order marked parked without a dead letter would be lost. */
  const deadLetter = async (
    received: ReceivedMessage,
    failed: FailedMessage,
  ): Promise<Settlement> => {
    const { failure, summary, traceId, orderId } = failed;
    const reason = { code: failure.code, message: `${summary}. ${failure.message}` };
    const isSettled = await succeeds(failed, async () => {
      await consumer.deadLetter(received, reason);
      await markParked(failed);
    });
    if (!isSettled) return "keep";
    log("message.dead-lettered", { traceId, orderId, code: failure.code });
    const alert = {
      ...failed,
      ...deadLettered,
      summary: `${summary} and went to the dead-letter queue`,
    };
    // Part of the cause by which deployed stacks deduplicate alerts.
    alerts.add(alert, "process-orders/parked");
    return "delete";
  };

  const fail = async (received: ReceivedMessage, failed: FailedMessage): Promise<Settlement> => {
    const { failure, traceId, orderId } = failed;
    const { code, message: error, logFields } = failure;
    const { receiveCount } = received;
    const next = afterFailure(failure, receiveCount, maxReceiveCount, random);
    const fields = { traceId, orderId, code, error, receiveCount, next: next.kind, ...logFields };
    log("order.failed", fields, isTransient(failure) ? "warn" : "error");
    if (next.kind === "dead-letter") return deadLetter(received, failed);
    if (!isTransient(failure)) alerts.add({ ...failed, automaticAction: retriedAutomatically });
    return next.kind === "requeue"
      ? requeue(received, next.seconds, failed)
      : retryAfter(received, next.seconds, failed);
  };

  return { retryAfter, deadLetter, fail };
};
