import type { Acknowledge } from "../../domain/decision";
import { Failure } from "../../domain/failure";
import { isCheckoutEvent, type OrderMessage } from "../../domain/orderMessage";
import { afterNotFound, afterNotReady } from "../../domain/retryPolicy";
import type { Alerts, MissingOrders, ReceivedMessage } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";
import { alertCollector } from "./alertCollector";
import type { BatchEntry } from "./messageBatch";
import {
  retryOrDeadLetter,
  type RetryOrDeadLetterPorts,
  type RetryOrDeadLetterRules,
  type Settlement,
} from "./retryOrDeadLetter";

export interface SettleMessagesPorts extends RetryOrDeadLetterPorts {
  readonly alerts: Alerts;
  readonly missingOrders: MissingOrders;
}

export interface SettleMessagesRules extends RetryOrDeadLetterRules {
  readonly acknowledge: Acknowledge;
}

/** Settles each message of one invocation by the outcome for its order; alerts of one cause become one. */
export const settleMessages = (ports: SettleMessagesPorts, rules: SettleMessagesRules) => {
  const { consumer, records, missingOrders, log, now } = ports;
  const alerts = alertCollector();
  const { retryAfter, deadLetter, fail } = retryOrDeadLetter(ports, rules, alerts);

  /** An order that the store does not know may be a moment too young, or archived. */
  const settleNotFound = async (
    received: ReceivedMessage,
    message: OrderMessage,
    foundAt: string | undefined,
  ): Promise<Settlement> => {
    const { orderId, traceId } = message;
    const { receiveCount } = received;
    const looks = await resultOrFailure(() =>
      missingOrders.countLook(orderId, { at: now(), foundAt }),
    );
    if (looks instanceof Failure) {
      const summary = `A look for order ${orderId} was not counted`;
      return fail(received, { failure: looks, summary, traceId, orderId });
    }
    const receivesLeft = rules.maxReceiveCount - receiveCount;
    const isRecorded = foundAt !== undefined;
    const next = afterNotFound(message, { looks, receivesLeft, isRecorded });
    const fields = { orderId, traceId, receiveCount, looks: looks.count, next: next.kind };
    log("order.missing", fields);
    switch (next.kind) {
      case "retry":
        return retryAfter(received, next.seconds, message);
      case "dead-letter": {
        const failure = new Failure("order.missing", `The store knows no order ${orderId}`);
        const summary = notReplicated(orderId);
        return deadLetter(received, { failure, summary, traceId, orderId });
      }
      case "discard":
        return "delete";
      case "archive":
        return archive(received, message);
    }
  };

  const archive = async (
    received: ReceivedMessage,
    { orderId, traceId }: OrderMessage,
  ): Promise<Settlement> => {
    if (rules.acknowledge === "plan") return "delete";
    const archived = await resultOrFailure(() => records.archive(orderId, now()));
    if (!(archived instanceof Failure)) return "delete";
    const summary = `Order ${orderId} was not marked archived`;
    return fail(received, { failure: archived, summary, traceId, orderId });
  };

  /** Only the checkout's own webhook is retried; a poll finds the order once its checkout is complete. */
  const settleIncomplete = async (
    received: ReceivedMessage,
    message: OrderMessage,
  ): Promise<Settlement> => {
    const next = afterNotReady(received.receiveCount, { kind: "discard" });
    return isCheckoutEvent(message) && next.kind === "retry"
      ? retryAfter(received, next.seconds, message)
      : "delete";
  };

  const settleOne = async ({ received, message, outcome }: BatchEntry): Promise<Settlement> => {
    if (message instanceof Failure) {
      const summary = "A message could not be read";
      return fail(received, { failure: message, summary, traceId: received.messageId });
    }
    const { orderId, traceId } = message;
    if (outcome instanceof Failure)
      return fail(received, {
        failure: outcome,
        summary: notReplicated(orderId),
        orderId,
        traceId,
      });
    switch (outcome?.kind) {
      case "wait":
        return retryAfter(received, secondsUntil(outcome.until, now()), message);
      case "not-found":
        return settleNotFound(received, message, outcome.foundAt);
      case "archived":
        return archive(received, message);
      case "incomplete":
        return settleIncomplete(received, message);
      case "done":
      case undefined:
        return "delete";
    }
  };

  return {
    /** Returns the messages that stay on the queue. */
    settle: async (entries: readonly BatchEntry[]): Promise<ReadonlySet<ReceivedMessage>> => {
      const settlements = await Promise.all(
        entries.map(async (entry) => [entry.received, await settleOne(entry)] as const),
      );
      return new Set(
        settlements.filter(([, settlement]) => settlement === "keep").map(([received]) => received),
      );
    },

    /** A message that cannot be deleted is delivered again, and then nothing is left to do. */
    delete: async (settled: readonly ReceivedMessage[]): Promise<void> => {
      const [first] = settled;
      const result = first && (await resultOrFailure(() => consumer.delete(settled)));
      if (!(result instanceof Failure)) return;
      const traceId = first?.messageId ?? "none";
      log("messages.delete-failed", { traceId, error: result.message }, "error");
      const summary = "Processed messages were not deleted from the Orders queue";
      const automaticAction =
        "The queue delivers them again, and their orders are found up to date.";
      alerts.add({ failure: result, summary, automaticAction, traceId });
    },

    /** Lambda delivers by itself what the function cannot receive. */
    onReceiveFailed: (failure: Failure): void => {
      log("queue.receive-failed", { error: failure.message }, "error");
      const summary = "Further messages could not be received from the Orders queue";
      const automaticAction = "Lambda delivers them ten at a time; processing is only slower.";
      alerts.add({ failure, summary, automaticAction, traceId: "none" });
    },

    /** Publishes every alert, whether or not others fail. @throws Failure the first that was not published */
    publishAlerts: async (): Promise<void> => {
      const failures: Failure[] = [];
      for (const alert of alerts.drain()) {
        const result = await resultOrFailure(() => ports.alerts.publish(alert));
        if (!(result instanceof Failure)) continue;
        log("alert.publish-failed", { cause: alert.cause, error: result.message }, "error");
        failures.push(result);
      }
      if (failures[0]) throw failures[0];
    },
  };
};

const notReplicated = (orderId: number): string => `Order ${orderId} was not replicated`;

const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
