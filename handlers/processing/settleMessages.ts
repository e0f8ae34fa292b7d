import { Failure } from "../../domain/failure";
import { isCheckoutEvent, type OrderMessage } from "../../domain/message";
import type { Acknowledge } from "../../domain/replication";
import { afterNotReady, afterNotFound } from "../../domain/retryPolicy";
import type { Alerts, ReceivedMessage } from "../../ports";
import { catchFailure } from "../catchFailure";
import type { Outcome } from "./applyDecision";
import {
  retryOrDeadLetter,
  type RetryOrDeadLetterPorts,
  type RetryOrDeadLetterRules,
  type Settlement,
} from "./retryOrDeadLetter";
import { alertBatch } from "./alertBatch";

export interface SettleMessagesPorts extends RetryOrDeadLetterPorts {
  readonly alerts: Alerts;
}

export interface SettleMessagesRules extends RetryOrDeadLetterRules {
  readonly acknowledge: Acknowledge;
}

/** Answers for each message of one invocation; alerts of one cause become one. */
export const settleMessages = (ports: SettleMessagesPorts, rules: SettleMessagesRules) => {
  const { consumer, records, log, now } = ports;
  const { add, drain } = alertBatch();
  const { giveBack, park, fail } = retryOrDeadLetter(ports, rules, { add });

  /** An order that the store does not know may be a moment too young, or archived. */
  const missing = async (
    delivery: ReceivedMessage,
    message: OrderMessage,
    isRecorded: boolean,
  ): Promise<Settlement> => {
    const { orderId, traceId } = message;
    const next = afterNotFound(message, { receives: delivery.receiveCount, isRecorded });
    log("order.missing", { orderId, traceId, receives: delivery.receiveCount, next: next.kind });
    if (next.kind === "retry") return giveBack(delivery, next.seconds, message);
    const failure = new Failure("order.missing", `The store knows no order ${orderId}`);
    if (next.kind === "dead-letter")
      return park(delivery, { failure, summary: notReplicated(orderId), traceId, orderId });
    if (next.kind === "discard" || rules.acknowledge === "plan") return undefined;
    const archived = await catchFailure(() => records.archive(orderId, now()));
    if (!(archived instanceof Failure)) return undefined;
    return fail(delivery, {
      failure: archived,
      summary: `Order ${orderId} was not marked archived`,
      traceId,
      orderId,
    });
  };

  /** Looked at again only for the webhook that announced it; a poll finds it once it is finished. */
  const unfinished = async (
    delivery: ReceivedMessage,
    message: OrderMessage,
  ): Promise<Settlement> => {
    const next = afterNotReady(delivery.receiveCount, { kind: "discard" });
    return isCheckoutEvent(message) && next.kind === "retry"
      ? giveBack(delivery, next.seconds, message)
      : undefined;
  };

  return {
    unreadable: (delivery: ReceivedMessage, failure: Failure): Promise<Settlement> => {
      const summary = "A message could not be read";
      return fail(delivery, { failure, summary, traceId: delivery.messageId });
    },

    replicated: async (
      delivery: ReceivedMessage,
      message: OrderMessage,
      outcome: Outcome | Failure | undefined,
    ): Promise<Settlement> => {
      const { orderId, traceId } = message;
      if (outcome instanceof Failure) {
        return fail(delivery, {
          failure: outcome,
          summary: notReplicated(orderId),
          orderId,
          traceId,
        });
      }
      switch (outcome?.kind) {
        case "wait":
          return giveBack(delivery, secondsUntil(outcome.until, now()), message);
        case "not-found":
          return missing(delivery, message, outcome.isRecorded);
        case "incomplete":
          return unfinished(delivery, message);
        case "done":
        case undefined:
          return undefined;
      }
    },

    /** A message that cannot be removed comes back by itself, and then there is nothing left to do. */
    remove: async (finished: readonly ReceivedMessage[]): Promise<void> => {
      const [first] = finished;
      const result = first && (await catchFailure(() => consumer.delete(finished)));
      if (!(result instanceof Failure)) return;
      const fields = { traceId: first?.messageId, error: result.message };
      log("messages.delete-failed", fields, "error");
      const summary = "Messages that are done with were not removed from the Orders queue";
      const automaticAction = "The queue delivers them again, and finds their orders done.";
      add({ failure: result, summary, automaticAction, traceId: first?.messageId ?? "none" });
    },

    /** The queue delivers by itself what cannot be taken from it. */
    notTakenAlong: (failure: Failure): void => {
      log("queue.receive-failed", { error: failure.message }, "error");
      const summary = "Further messages could not be taken from the Orders queue";
      const automaticAction =
        "They are delivered ten at a time all the same; only the work is slower.";
      add({ failure, summary, automaticAction, traceId: "none" });
    },

    /** Each, whatever becomes of the others. @throws Failure the first that could not be sent */
    raiseAlerts: async (): Promise<void> => {
      const failures: Failure[] = [];
      for (const alert of drain()) {
        const result = await catchFailure(() => ports.alerts.publish(alert));
        if (!(result instanceof Failure)) continue;
        log("alert.publish-failed", { cause: alert.cause, error: result.message }, "error");
        failures.push(result);
      }
      if (failures[0]) throw failures[0];
    },
  };
};

export type MessageSettlement = ReturnType<typeof settleMessages>;

const notReplicated = (orderId: number): string => `Order ${orderId} was not replicated`;

const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
