import { checkUpToDate } from "../../domain/upToDate";
import { Failure } from "../../domain/failure";
import type { OrderMessage } from "../../domain/message";
import type { Replication } from "../../domain/record";
import { lostStatusUpdate } from "../../domain/lostUpdate";
import type { Clock, ReceivedMessage, OwnEvents, Log, OrderRecords } from "../../ports";
import { catchFailure } from "../catchFailure";
import type { Outcome } from "./applyDecision";
import type { AlertLostUpdate } from "./alertLostUpdate";

export interface SkipUpToDatePorts {
  readonly records: OrderRecords;
  readonly ownEvents: OwnEvents;
  readonly log: Log;
  readonly now: Clock;
}

/** What looking at rows needs besides. */
export interface SkipUpToDateContext extends SkipUpToDatePorts {
  readonly newOrderStatusIds: readonly number[];
  readonly alertLostUpdate: AlertLostUpdate;
}

/** What became of messages whose orders' rows told enough. */
export type SkippedOutcomes = Map<ReceivedMessage, Outcome | Failure>;

export interface ParsedMessage {
  readonly delivery: ReceivedMessage;
  readonly message: OrderMessage;
}

/** Answers those messages that need no request to the store, because the table holds what they tell. */
export const skipUpToDate = async (
  work: SkipUpToDateContext,
  readable: readonly ParsedMessage[],
): Promise<SkippedOutcomes> => {
  const ids = new Set(readable.map(({ message }) => message.orderId));
  const rows = await catchFailure(() => work.records.find([...ids]));
  if (rows instanceof Failure) return new Map(readable.map(({ delivery }) => [delivery, rows]));
  const outcomes: SkippedOutcomes = new Map();
  for (const { delivery, message } of readable) {
    const row = rows.get(message.orderId);
    const outcome = await catchFailure(() =>
      delivery.isRedriven ? checkRedriven(work, message, row) : checkMessage(work, message, row),
    );
    if (outcome) outcomes.set(delivery, outcome);
  }
  return outcomes;
};

/**
 * Whoever sends a dead letter back wants its order looked at. But what it tells of a status that ours
 * replaced stands nowhere else, and it was perhaps given up because nobody could be told.
 */
const checkRedriven = async (
  work: SkipUpToDateContext,
  message: OrderMessage,
  row: Replication | undefined,
): Promise<undefined> => {
  if (row) await alertIfLost(work, message, row);
};

const alertIfLost = async (
  { newOrderStatusIds, alertLostUpdate }: SkipUpToDateContext,
  message: OrderMessage,
  row: Replication,
): Promise<void> => {
  const overwritten = lostStatusUpdate(message, row, newOrderStatusIds);
  if (overwritten) await alertLostUpdate(message, overwritten);
};

/** Undefined where the row does not tell enough. */
const checkMessage = async (
  work: SkipUpToDateContext,
  message: OrderMessage,
  row: Replication | undefined,
): Promise<Outcome | undefined> => {
  const { ownEvents, log, now } = work;
  const { orderId, traceId, scope } = message;
  const coverage = checkUpToDate(message, row, now());
  if (coverage.kind === "leased") {
    log("order.lease-held", { traceId, orderId, until: coverage.until });
    return { kind: "wait", until: new Date(coverage.until) };
  }
  if (row) await alertIfLost(work, message, row);
  switch (coverage.kind) {
    case "unknown":
      return undefined;
    case "up-to-date":
      log("order.up-to-date", { traceId, orderId, scope, why: coverage.why });
      return { kind: "done" };
    case "maybe-own-event":
      if (!(await ownEvents.claim(orderId, traceId))) return undefined;
      log("order.up-to-date", { traceId, orderId, scope, why: "told of our own acknowledging" });
      return { kind: "done" };
  }
};
