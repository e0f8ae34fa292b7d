import { type Alert, toAlert } from "../domain/alert";
import { Failure, isPassing } from "../domain/failure";
import type { OrderMessage } from "../domain/message";
import { isGivenUp, redeliverySeconds } from "../domain/retry";
import type { Alerts, Clock, Deliveries, Delivery, Log, Random } from "../ports";
import { attempt } from "./attempt";
import type { Outcome } from "./replicateOrder";

export interface DeliveryAnswersPorts {
  readonly deliveries: Deliveries;
  readonly alerts: Alerts;
  readonly log: Log;
  readonly now: Clock;
  readonly random: Random;
}

/** Why a message is not done with, told to people in `what`. */
interface Trouble {
  readonly failure: Failure;
  readonly what: string;
  readonly traceId: string;
  readonly orderId?: number;
}

/** The id of a message that stays in the queue; undefined when it is done with. */
type Left = string | undefined;

/** Answers for each message of one invocation; alerts of one cause become one. */
export const deliveryAnswers = (ports: DeliveryAnswersPorts, maxReceiveCount: number) => {
  const { deliveries, log, now, random } = ports;
  const alerts = new Map<string, Alert>();

  const noteAlert = ({ failure, what, traceId }: Trouble, source = "process-orders"): void => {
    const alert = toAlert(failure, { source, what, traceId });
    if (!alerts.has(alert.cause)) alerts.set(alert.cause, alert);
  };

  /** A message that can be neither hidden nor parked comes back by itself; its neighbours stay done. */
  const succeeds = async ({ messageId }: Delivery, act: () => Promise<void>): Promise<boolean> => {
    const result = await attempt(act);
    if (!(result instanceof Failure)) return true;
    log("message.stuck", { traceId: messageId, error: result.message }, "error");
    const what = "A message of the Orders queue could be neither given back nor parked";
    noteAlert({ failure: result, what, traceId: messageId });
    return false;
  };

  const giveBack = async (delivery: Delivery, seconds: number): Promise<Left> => {
    await succeeds(delivery, () => deliveries.giveBack(delivery, seconds));
    return delivery.messageId;
  };

  const park = async (delivery: Delivery, trouble: Trouble): Promise<Left> => {
    const { failure, what } = trouble;
    const reason = { code: failure.code, message: `${what}. ${failure.message}` };
    const told = { ...trouble, what: `${what} and went to the dead letters` };
    noteAlert(told, "process-orders/parked");
    const isParked = await succeeds(delivery, () => deliveries.park(delivery, reason));
    return isParked ? undefined : delivery.messageId;
  };

  const fail = async (delivery: Delivery, trouble: Trouble): Promise<Left> => {
    const { failure, traceId, orderId } = trouble;
    const { code, message: error, details } = failure;
    const { receives } = delivery;
    const givenUp = isGivenUp(code, receives, maxReceiveCount);
    const fields = { traceId, orderId, code, error, receives, givenUp, ...details };
    log("order.failed", fields, isPassing(failure) ? "warn" : "error");
    if (givenUp) return park(delivery, trouble);
    if (!isPassing(failure)) noteAlert(trouble);
    return giveBack(delivery, delaySeconds(failure, receives, random));
  };

  return {
    unreadable: (delivery: Delivery, failure: Failure): Promise<Left> => {
      const what = "A message could not be read";
      return fail(delivery, { failure, what, traceId: delivery.messageId });
    },

    replicated: async (
      delivery: Delivery,
      { orderId, traceId }: OrderMessage,
      outcome: Outcome | Failure | undefined,
    ): Promise<Left> => {
      if (outcome instanceof Failure) {
        const what = `Order ${orderId} was not replicated`;
        return fail(delivery, { failure: outcome, what, orderId, traceId });
      }
      if (outcome?.kind !== "wait") return undefined;
      return giveBack(delivery, secondsUntil(outcome.until, now()));
    },

    raiseAlerts: async (): Promise<void> => {
      for (const alert of alerts.values()) await ports.alerts.raise(alert);
    },
  };
};

/** Never sooner than the store asked for. */
const delaySeconds = ({ code, details }: Failure, receives: number, random: Random): number => {
  const asked = Number(details["retryAfterMs"] ?? 0) / 1000;
  return Math.max(Math.ceil(asked), redeliverySeconds(code, receives, random));
};

const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
