import { isArchived, type Order, toIso } from "./order";
import { fingerprintOf, isRevived, type Replication } from "./record";
import { isHandled } from "./sampleImport";
import {
  type AcknowledgedStatuses,
  describeStatus,
  isNew,
  type OrderStatus,
  Status,
  type StatusRules,
} from "./status";
import { maxTrustedSkewMs } from "./timeLimits";

export interface BackfillRules
  extends Pick<StatusRules, "newOrderStatusIds">, AcknowledgedStatuses {
  /** ISO: the table has the rows of this instant. */
  readonly restoredTo: string;
}

export type BackfillAction =
  /** The order counts as acknowledged from now on. */
  | "record"
  /** The record is older than the order, and is written again; its replication state stays. */
  | "refresh"
  /** The order had a record, was not acknowledged, and waits: it gets a record again. */
  | "replicate"
  /** The order is new: the service decides. */
  | "queue"
  | "up to date"
  /** The order was never taken, and is not new. */
  | "skip";

/** What a backfill does with an order, and why. */
export interface BackfillDecision {
  readonly action: BackfillAction;
  readonly why: string;
}

/** A status that an order got, according to a webhook. */
export interface StatusChange {
  readonly from: number;
  readonly to: number;
}

/** An order of the store, with what remains of its history. */
export interface BackfillCase {
  readonly order: Order;
  /** In the Orders table of now. */
  readonly row?: Replication;
  /** In the Orders table of before. */
  readonly previousRow?: Replication;
  readonly statusChanges: readonly StatusChange[];
}

/**
 * Closes the gap after a restore. An order that was acknowledged after the restored instant has lost the row
 * that says so: whatever shows the acknowledgement counts, since a status is written once in an order's life.
 */
export const decideBackfill = (found: BackfillCase, rules: BackfillRules): BackfillDecision => {
  const { order, row, previousRow } = found;
  if (isUpToDate(order, row)) return { action: "up to date", why: "as the store has the order" };
  if (row?.state === "acknowledged") return { action: "refresh", why: "acknowledged before" };
  const evidence = acknowledgedEvidence(found, rules);
  if (evidence) return { action: "record", why: evidence };
  const status = describeStatus(order.status_id);
  if (isArchived(order)) return { action: row ? "refresh" : "skip", why: "archived" };
  if (isNew(order, rules.newOrderStatusIds)) return { action: "queue", why: status };
  if (row) return { action: "refresh", why: status };
  return previousRow
    ? { action: "replicate", why: `${status}, and recorded before` }
    : { action: "skip", why: status };
};

/** A living order that the row marks as archived is read again; an intent (`stored`) is resolved by the service, or recorded here. */
const isUpToDate = (order: Order, row: Replication | undefined): boolean =>
  row !== undefined &&
  row.state !== "stored" &&
  row.fingerprint === fingerprintOf(order) &&
  !isRevived(order, row);

/** What shows that the order was acknowledged, or was past the acknowledgement. */
const acknowledgedEvidence = (
  { order, row, previousRow, statusChanges }: BackfillCase,
  rules: BackfillRules,
): string | undefined => {
  if (previousRow?.state === "acknowledged") return "acknowledged in the previous table";
  const targets = [rules.physicalStatusId, rules.digitalStatusId];
  const acknowledged = statusChanges.find(({ to }) => targets.includes(to));
  if (acknowledged) return `a webhook announced ${describeStatus(acknowledged.to)}`;
  if (!row && !mayBeInGap(order, rules)) return undefined;
  const isPast = isHandled(order, rules) || isClosed(order);
  return isPast ? `its status is ${describeStatus(order.status_id)}` : undefined;
};

const isClosed = ({ status_id }: OrderStatus): boolean =>
  status_id === Status.Cancelled || status_id === Status.Declined;

/** BigCommerce redelivers webhooks for two days: a record can lag behind its order. */
const overlapMs = 72 * 3_600_000;

/** From when on changed orders are compared with a restored table, ISO. */
export const comparedSince = ({ restoredTo }: Pick<BackfillRules, "restoredTo">): string =>
  new Date(Date.parse(restoredTo) - overlapMs).toISOString();

/** Whether the order may have been acknowledged after the restored instant. */
const mayBeInGap = (order: Order, { restoredTo }: BackfillRules): boolean =>
  Date.parse(toIso(order.date_modified)) >= Date.parse(restoredTo) - maxTrustedSkewMs;
