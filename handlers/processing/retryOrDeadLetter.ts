import { Failure, isTransient } from "../../domain/failure";
import { afterFailure } from "../../domain/retryPolicy";
import type {
  Clock,
  OrderQueueConsumer,
  ReceivedMessage,
  Log,
  OrderRecords,
  Random,
} from "../../ports";
import { catchFailure } from "../catchFailure";
import type { AlertEntry, AlertBatch } from "./alertBatch";

export interface RetryOrDeadLetterPorts {
  readonly consumer: OrderQueueConsumer;
  readonly records: OrderRecords;
  readonly log: Log;
  readonly now: Clock;
  readonly random: Random;
}

export interface RetryOrDeadLetterRules {
  /** A message received this often is parked instead of given back. */
  readonly maxReceiveCount: number;
  /** Of this invocation: a claim of its own keeps no order from being marked as given up. */
  readonly claimId: string;
}

/** What befell a message, before it is known what becomes of it. */
type FailedMessage = Omit<AlertEntry, "automaticAction">;

/** What a message is about. */
type About = Pick<AlertEntry, "traceId" | "orderId">;

/** The id of a message that stays in the queue; undefined when it is done with. */
export type Settlement = string | undefined;

const retriedAutomatically =
  "The order is tried again by itself, with growing delays, for two days; then its message goes to the dead letters.";

const deadLettered = {
  needsOperator: true,
  automaticAction:
    "Nothing more by itself. The message is kept among the dead letters for up to 14 days.",
};

/** Gives messages back to the queue, or parks them among the dead letters with the reason. */
export const retryOrDeadLetter = (
  { consumer, records, log, now, random }: RetryOrDeadLetterPorts,
  { maxReceiveCount, claimId }: RetryOrDeadLetterRules,
  { add }: Pick<AlertBatch, "add">,
) => {
  /** A message that can be neither hidden nor parked comes back by itself; its neighbours stay done. */
  const succeeds = async (about: About, act: () => Promise<void>): Promise<boolean> => {
    const failure = await catchFailure(act);
    if (!(failure instanceof Failure)) return true;
    const { orderId, traceId } = about;
    log("message.settle-failed", { traceId, orderId, error: failure.message }, "error");
    const which = orderId === undefined ? "A message" : `The message for order ${orderId}`;
    const summary = `${which} could be neither given back to the queue nor parked`;
    const automaticAction = "The queue delivers it again, and another delivery does no harm.";
    add({ traceId, orderId, failure, summary, automaticAction });
    return false;
  };

  const giveBack = async (
    delivery: ReceivedMessage,
    seconds: number,
    about: About,
  ): Promise<Settlement> => {
    await succeeds(about, () => consumer.retryAfter(delivery, seconds));
    return delivery.messageId;
  };

  const markParked = async ({ failure, orderId }: FailedMessage): Promise<void> => {
    const { modifiedAt } = failure;
    if (orderId === undefined || modifiedAt === undefined) return;
    const reason = `${failure.code}: ${failure.message}`;
    await records.park({ id: orderId, claimId, modifiedAt, reason, at: now() });
  };

  /** The message first: a row that says parked, of an order that nobody finds, would lose it. */
  const park = async (delivery: ReceivedMessage, befallen: FailedMessage): Promise<Settlement> => {
    const { failure, summary, traceId, orderId } = befallen;
    const reason = { code: failure.code, message: `${summary}. ${failure.message}` };
    const isParked = await succeeds({ traceId, orderId }, async () => {
      await consumer.deadLetter(delivery, reason);
      await markParked(befallen);
    });
    if (!isParked) return delivery.messageId;
    log("message.dead-lettered", { traceId, orderId, code: failure.code });
    const told = {
      ...befallen,
      summary: `${summary} and went to the dead letters`,
      ...deadLettered,
    };
    add(told, "process-orders/parked");
    return undefined;
  };

  const fail = async (delivery: ReceivedMessage, befallen: FailedMessage): Promise<Settlement> => {
    const { failure, traceId, orderId } = befallen;
    const { code, message: error, logFields } = failure;
    const { receiveCount } = delivery;
    const next = afterFailure(failure, receiveCount, maxReceiveCount, random);
    const fields = {
      traceId,
      orderId,
      code,
      error,
      receives: receiveCount,
      next: next.kind,
      ...logFields,
    };
    log("order.failed", fields, isTransient(failure) ? "warn" : "error");
    if (next.kind !== "retry") return park(delivery, befallen);
    if (!isTransient(failure)) add({ ...befallen, automaticAction: retriedAutomatically });
    return giveBack(delivery, next.seconds, { traceId, orderId });
  };

  return { giveBack, park, fail };
};
