import { Failure } from "../../domain/failure";
import { lostStatusUpdate } from "../../domain/lostUpdate";
import type { OrderMessage } from "../../domain/orderMessage";
import type { Replication } from "../../domain/record";
import { checkUpToDate } from "../../domain/upToDate";
import type { Clock, Log, OrderRecords, OwnEvents, ReceivedMessage } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";
import type { AlertLostUpdate } from "./alertLostUpdate";
import type { Outcome } from "./applyDecision";

export interface SkipUpToDatePorts {
  readonly records: OrderRecords;
  readonly ownEvents: OwnEvents;
  readonly log: Log;
  readonly now: Clock;
}

export interface SkipUpToDateContext extends SkipUpToDatePorts {
  readonly newOrderStatusIds: readonly number[];
  readonly alert: AlertLostUpdate;
}

export interface ParsedMessage {
  readonly received: ReceivedMessage;
  readonly message: OrderMessage;
}

/** Returns the outcomes of the messages that need no request to the store, because the stored rows answer them. */
export const skipUpToDate = async (
  context: SkipUpToDateContext,
  parsed: readonly ParsedMessage[],
): Promise<ReadonlyMap<ReceivedMessage, Outcome | Failure>> => {
  const ids = new Set(parsed.map(({ message }) => message.orderId));
  const rows = await resultOrFailure(() => context.records.find([...ids]));
  if (rows instanceof Failure) return new Map(parsed.map(({ received }) => [received, rows]));
  const outcomes = new Map<ReceivedMessage, Outcome | Failure>();
  for (const { received, message } of parsed) {
    const row = rows.get(message.orderId);
    const outcome = await resultOrFailure(() =>
      received.isRedriven
        ? checkRedriven(context, message, row)
        : checkMessage(context, message, row),
    );
    if (outcome) outcomes.set(received, outcome);
  }
  return outcomes;
};

/**
 * A redriven message always has its order read again. The lost update that the message reports stands
 * nowhere else, and the message may have been dead-lettered because its alert was not published.
 */
const checkRedriven = async (
  context: SkipUpToDateContext,
  message: OrderMessage,
  row: Replication | undefined,
): Promise<undefined> => {
  if (row) await alertIfLost(context, message, row);
};

const alertIfLost = async (
  { newOrderStatusIds, alert }: SkipUpToDateContext,
  message: OrderMessage,
  row: Replication,
): Promise<void> => {
  const lost = lostStatusUpdate(message, row, newOrderStatusIds);
  if (lost) await alert(message, lost);
};

/** Undefined where the row does not answer the message. */
const checkMessage = async (
  context: SkipUpToDateContext,
  message: OrderMessage,
  row: Replication | undefined,
): Promise<Outcome | undefined> => {
  const { ownEvents, log, now } = context;
  const { orderId, traceId, scope } = message;
  const check = checkUpToDate(message, row, now());
  if (check.kind === "leased") {
    log("order.lease-held", { traceId, orderId, until: check.until });
    return { kind: "wait", until: new Date(check.until) };
  }
  if (row) await alertIfLost(context, message, row);
  switch (check.kind) {
    case "unknown":
      return undefined;
    case "up-to-date":
      log("order.up-to-date", { traceId, orderId, scope, why: check.why });
      return { kind: "done" };
    case "maybe-own-event":
      if (!(await ownEvents.claim(orderId, traceId))) return undefined;
      log("order.up-to-date", { traceId, orderId, scope, why: "event of our own status change" });
      return { kind: "done" };
  }
};
