import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Alert, toAlert } from "../domain/alert";
import { Failure, isPassing } from "../domain/failure";
import { type OrderMessage, parseMessage } from "../domain/message";
import type { ReplicationRules } from "../domain/replication";
import { isGivenUp, redeliverySeconds } from "../domain/retry";
import type {
  Alerts,
  Clock,
  Deliveries,
  Delivery,
  Log,
  NewId,
  OpenStore,
  OrderRecords,
  Random,
} from "../ports";
import { attempt } from "./attempt";
import { type BatchWork, replicateBatch } from "./replicateBatch";
import type { Outcome } from "./replicateOrder";

export interface ProcessOrdersPorts {
  readonly openStore: OpenStore;
  readonly records: OrderRecords;
  readonly deliveries: Deliveries;
  readonly alerts: Alerts;
  readonly log: Log;
  readonly now: Clock;
  readonly newId: NewId;
  readonly random: Random;
}

export interface ProcessOrdersRules extends ReplicationRules {
  /** A message received this often is parked instead of given back. */
  readonly maxReceiveCount: number;
}

interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** One invocation's work. */
interface Batch extends BatchWork {
  readonly ports: ProcessOrdersPorts;
  readonly rules: ProcessOrdersRules;
  /** By cause, so that one outage is one alert. */
  readonly alerts: Map<string, Alert>;
}

/**
 * Queue → store → table → status. Only the messages that failed go back to the queue, each with a
 * delay of its own; what no try can mend goes to the dead letters, with its reason.
 */
export const processOrders =
  (ports: ProcessOrdersPorts, rules: ProcessOrdersRules) =>
  async (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> => {
    const batch = openBatch(ports, rules, invocation);
    const deliveries = event.Records.map(toDelivery);
    const messages = new Map(deliveries.map((one) => [one, parseMessage(one.body)]));
    const outcomes = await replicateBatch(batch, traceIds(messages.values()));
    const failures = await Promise.all(
      [...messages].map(([delivery, message]) =>
        message instanceof Failure
          ? fail(batch, delivery, { failure: message, what: "A message could not be read" })
          : finish(batch, delivery, message, outcomes.get(message.orderId)),
      ),
    );
    for (const alert of batch.alerts.values()) await ports.alerts.raise(alert);
    return { batchItemFailures: failures.flat() };
  };

const openBatch = (
  ports: ProcessOrdersPorts,
  rules: ProcessOrdersRules,
  invocation: Invocation,
): Batch => {
  const deadline = new Date(ports.now().getTime() + invocation.getRemainingTimeInMillis());
  const { records, log, now } = ports;
  const store = ports.openStore(deadline);
  return {
    ports,
    rules,
    store,
    records,
    log,
    now,
    claimId: ports.newId(),
    alerts: new Map(),
  };
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

/** The batch item failures that a message leaves: none, or itself. */
type Left = SQSBatchItemFailure[];

const finish = async (
  batch: Batch,
  delivery: Delivery,
  { orderId, traceId }: OrderMessage,
  outcome: Outcome | Failure | undefined,
): Promise<Left> => {
  if (outcome instanceof Failure) {
    const what = `Order ${orderId} was not replicated`;
    return fail(batch, delivery, { failure: outcome, what, orderId, traceId });
  }
  if (outcome?.kind !== "wait") return [];
  const ms = outcome.until.getTime() - batch.now().getTime();
  return giveBack(batch, delivery, Math.max(1, Math.ceil(ms / 1000)));
};

interface Trouble {
  readonly failure: Failure;
  readonly what: string;
  readonly orderId?: number;
  readonly traceId?: string;
}

const fail = async (batch: Batch, delivery: Delivery, trouble: Trouble): Promise<Left> => {
  const { ports, rules } = batch;
  const { failure, what, orderId, traceId = delivery.messageId } = trouble;
  const { code, message, details } = failure;
  const { receives } = delivery;
  const givenUp = isGivenUp(code, receives, rules.maxReceiveCount);
  const fields = { traceId, orderId, code, error: message, receives, givenUp, ...details };
  ports.log("order.failed", fields, isPassing(failure) ? "warn" : "error");
  if (givenUp || !isPassing(failure)) noteAlert(batch, { ...trouble, traceId }, givenUp);
  if (!givenUp) return giveBack(batch, delivery, delaySeconds(batch, delivery, failure));
  const park = () => ports.deliveries.park(delivery, { code, message: `${what}. ${message}` });
  return (await succeeds(batch, delivery, park)) ? [] : [{ itemIdentifier: delivery.messageId }];
};

const noteAlert = (
  batch: Batch,
  trouble: Trouble & { traceId: string },
  givenUp: boolean,
): void => {
  const { failure, what, traceId } = trouble;
  const source = givenUp ? "process-orders/parked" : "process-orders";
  const outcome = givenUp ? `${what} and went to the dead letters` : what;
  const alert = toAlert(failure, { source, what: outcome, traceId });
  if (!batch.alerts.has(alert.cause)) batch.alerts.set(alert.cause, alert);
};

/** Never sooner than the store asked for. */
const delaySeconds = (batch: Batch, { receives }: Delivery, { code, details }: Failure): number => {
  const asked = Number(details["retryAfterMs"] ?? 0) / 1000;
  return Math.max(Math.ceil(asked), redeliverySeconds(code, receives, batch.ports.random));
};

const giveBack = async (batch: Batch, delivery: Delivery, seconds: number): Promise<Left> => {
  await succeeds(batch, delivery, () => batch.ports.deliveries.giveBack(delivery, seconds));
  return [{ itemIdentifier: delivery.messageId }];
};

/** A message that could be neither hidden nor parked comes back by itself; its neighbours stay done. */
const succeeds = async (
  batch: Batch,
  { messageId }: Delivery,
  act: () => Promise<void>,
): Promise<boolean> => {
  const result = await attempt(act);
  if (!(result instanceof Failure)) return true;
  batch.ports.log("message.stuck", { traceId: messageId, error: result.message }, "error");
  const what = "A message of the Orders queue could be neither given back nor parked";
  noteAlert(batch, { failure: result, what, traceId: messageId }, false);
  return false;
};
