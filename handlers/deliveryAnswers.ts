import { Failure, isPassing } from "../domain/failure";
import { isAnnouncement, type OrderMessage } from "../domain/message";
import type { Acknowledge } from "../domain/replication";
import { afterEarlyLook, afterFailure, afterMissing } from "../domain/redelivery";
import type { Alerts, Clock, Deliveries, Delivery, Log, OrderRecords, Random } from "../ports";
import { attempt } from "./attempt";
import type { Outcome } from "./replicateOrder";
import { type Trouble, troubles } from "./troubles";

export interface DeliveryAnswersPorts {
  readonly deliveries: Deliveries;
  readonly records: OrderRecords;
  readonly alerts: Alerts;
  readonly log: Log;
  readonly now: Clock;
  readonly random: Random;
}

/** What befell a message, before it is known what becomes of it. */
type Befallen = Omit<Trouble, "outlook">;

/** What a message is about. */
type About = Pick<Trouble, "traceId" | "orderId">;

const triedAgain =
  "The order is tried again by itself, with growing delays, for two days; then its message goes to the dead letters.";

const givenUp = {
  isGivenUp: true,
  outlook: "Nothing more by itself. The message is kept among the dead letters for up to 14 days.",
};

/** The id of a message that stays in the queue; undefined when it is done with. */
type Left = string | undefined;

/** Answers for each message of one invocation; alerts of one cause become one. */
export const deliveryAnswers = (
  ports: DeliveryAnswersPorts,
  rules: { readonly maxReceiveCount: number; readonly acknowledge: Acknowledge },
) => {
  const { deliveries, records, log, now, random } = ports;
  const { note, alerts } = troubles();

  /** A message that can be neither hidden nor parked comes back by itself; its neighbours stay done. */
  const succeeds = async (about: About, act: () => Promise<void>): Promise<boolean> => {
    const failure = await attempt(act);
    if (!(failure instanceof Failure)) return true;
    const { orderId, traceId } = about;
    log("message.stuck", { traceId, orderId, error: failure.message }, "error");
    const which = orderId === undefined ? "A message" : `The message for order ${orderId}`;
    const what = `${which} could be neither given back to the queue nor parked`;
    const outlook = "The queue delivers it again, and another delivery does no harm.";
    note({ traceId, orderId, failure, what, outlook });
    return false;
  };

  const giveBack = async (delivery: Delivery, seconds: number, about: About): Promise<Left> => {
    await succeeds(about, () => deliveries.giveBack(delivery, seconds));
    return delivery.messageId;
  };

  const markParked = async ({ failure, orderId }: Befallen): Promise<void> => {
    const { modifiedAt } = failure.details;
    if (orderId === undefined || typeof modifiedAt !== "string") return;
    const reason = `${failure.code}: ${failure.message}`;
    await records.park({ id: orderId, modifiedAt, reason, at: now() });
  };

  /** The message first: a row that says parked, of an order that nobody finds, would lose it. */
  const park = async (delivery: Delivery, befallen: Befallen): Promise<Left> => {
    const { failure, what, traceId, orderId } = befallen;
    const reason = { code: failure.code, message: `${what}. ${failure.message}` };
    const isParked = await succeeds({ traceId, orderId }, async () => {
      await deliveries.park(delivery, reason);
      await markParked(befallen);
    });
    if (!isParked) return delivery.messageId;
    log("message.parked", { traceId, orderId, code: failure.code });
    const told = { ...befallen, what: `${what} and went to the dead letters`, ...givenUp };
    note(told, "process-orders/parked");
    return undefined;
  };

  const fail = async (delivery: Delivery, befallen: Befallen): Promise<Left> => {
    const { failure, traceId, orderId } = befallen;
    const { code, message: error, details } = failure;
    const { receives } = delivery;
    const next = afterFailure(failure, receives, rules.maxReceiveCount, random);
    const fields = { traceId, orderId, code, error, receives, next: next.kind, ...details };
    log("order.failed", fields, isPassing(failure) ? "warn" : "error");
    if (next.kind !== "again") return park(delivery, befallen);
    if (!isPassing(failure)) note({ ...befallen, outlook: triedAgain });
    return giveBack(delivery, next.seconds, { traceId, orderId });
  };

  /** An order that the store does not know may be a moment too young, or archived. */
  const missing = async (
    delivery: Delivery,
    message: OrderMessage,
    isRecorded: boolean,
  ): Promise<Left> => {
    const { orderId, traceId } = message;
    const next = afterMissing(message, { receives: delivery.receives, isRecorded });
    log("order.missing", { orderId, traceId, receives: delivery.receives, next: next.kind });
    if (next.kind === "again") return giveBack(delivery, next.seconds, message);
    const failure = new Failure("order.missing", `The store knows no order ${orderId}`);
    if (next.kind === "park")
      return park(delivery, { failure, what: notReplicated(orderId), traceId, orderId });
    if (next.kind === "drop" || rules.acknowledge === "plan") return undefined;
    const archived = await attempt(() => records.archive(orderId, now()));
    if (!(archived instanceof Failure)) return undefined;
    return fail(delivery, {
      failure: archived,
      what: `Order ${orderId} was not marked archived`,
      traceId,
      orderId,
    });
  };

  /** Looked at again only for the webhook that announced it; a poll finds it once it is finished. */
  const unfinished = async (delivery: Delivery, message: OrderMessage): Promise<Left> => {
    const next = afterEarlyLook(delivery.receives, { kind: "drop" });
    return isAnnouncement(message) && next.kind === "again"
      ? giveBack(delivery, next.seconds, message)
      : undefined;
  };

  return {
    unreadable: (delivery: Delivery, failure: Failure): Promise<Left> => {
      const what = "A message could not be read";
      return fail(delivery, { failure, what, traceId: delivery.messageId });
    },

    replicated: async (
      delivery: Delivery,
      message: OrderMessage,
      outcome: Outcome | Failure | undefined,
    ): Promise<Left> => {
      const { orderId, traceId } = message;
      if (outcome instanceof Failure) {
        return fail(delivery, { failure: outcome, what: notReplicated(orderId), orderId, traceId });
      }
      switch (outcome?.kind) {
        case "wait":
          return giveBack(delivery, secondsUntil(outcome.until, now()), message);
        case "missing":
          return missing(delivery, message, outcome.isRecorded);
        case "unfinished":
          return unfinished(delivery, message);
        case "done":
        case undefined:
          return undefined;
      }
    },

    /** An alert of its own for each order, since each is a parcel that may go out in error. */
    overwritten: (
      { orderId, traceId }: Pick<OrderMessage, "orderId" | "traceId">,
      failure: Failure,
    ): void => {
      const what = `Order ${orderId} is perhaps not to be shipped, and its status was overwritten`;
      const outlook = "Its record shows it as it is now. Its status is not set again.";
      note({ orderId, traceId, failure, what, outlook }, `process-orders/${orderId}`);
    },

    /** A message that cannot be removed comes back by itself, and then there is nothing left to do. */
    remove: async (finished: readonly Delivery[]): Promise<void> => {
      const [first] = finished;
      const result = first && (await attempt(() => deliveries.remove(finished)));
      if (!(result instanceof Failure)) return;
      const fields = { traceId: first?.messageId, error: result.message };
      log("messages.not-removed", fields, "error");
      const what = "Messages that are done with were not removed from the Orders queue";
      const outlook = "The queue delivers them again, and finds their orders done.";
      note({ failure: result, what, outlook, traceId: first?.messageId ?? "none" });
    },

    /** The queue delivers by itself what cannot be taken from it. */
    notTakenAlong: (failure: Failure): void => {
      log("queue.not-received", { error: failure.message }, "error");
      const what = "Further messages could not be taken from the Orders queue";
      const outlook = "They are delivered ten at a time all the same; only the work is slower.";
      note({ failure, what, outlook, traceId: "none" });
    },

    raiseAlerts: async (): Promise<void> => {
      for (const alert of alerts()) await ports.alerts.raise(alert);
    },
  };
};

export type DeliveryAnswers = ReturnType<typeof deliveryAnswers>;

const notReplicated = (orderId: number): string => `Order ${orderId} was not replicated`;

const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
