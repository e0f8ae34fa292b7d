import { assumedSkew } from "./clockSkew";
import type { Acknowledge } from "./decision";
import type { ListedOrder } from "./order";
import type { OrderMessage } from "./orderMessage";
import { fingerprintOf, type Replication } from "./record";
import { datePrecisionMs, eventDateLagMs } from "./timeLimits";
import { Scope } from "./webhookEvent";

/** Whether the stored row makes re-reading the order unnecessary. */
export type UpToDateCheck =
  | { readonly kind: "unknown" }
  | { readonly kind: "up-to-date"; readonly why: string }
  /** Perhaps BigCommerce's event about our own status change, which BigCommerce sends once. */
  | { readonly kind: "maybe-own-event" }
  /** Another invocation holds a lease on the order until then. */
  | { readonly kind: "leased"; readonly until: string };

const unknown: UpToDateCheck = { kind: "unknown" };
const upToDate = (why: string): UpToDateCheck => ({ kind: "up-to-date", why });

/** States in which nothing is left to do unless the order changes. */
const finalStates: ReadonlySet<Replication["state"]> = new Set([
  "acknowledged",
  "left",
  "replicated",
]);

/**
 * One checkout makes BigCommerce send four events and our status change two more, so that the row already
 * holds what most events report. A row is up to date when the order was read, with its lists, after the
 * event arrived, or after the change that the event reports; or when the row shows the event's status.
 * Should that ever be wrong, the next poll reconciles the row (followChanges).
 */
export const checkUpToDate = (
  message: OrderMessage,
  row: Replication | undefined,
  now: Date,
): UpToDateCheck => {
  if (!row || message.at === "" || message.reason === "redrive") return unknown;
  if ((row.claimedUntil ?? "") > now.toISOString())
    return { kind: "leased", until: row.claimedUntil ?? "" };
  if (!finalStates.has(row.state)) return unknown;
  if ((row.wholeReadAt ?? "") >= message.at) return upToDate("read since");
  if ((row.archivedAt ?? "") >= message.at) return upToDate("found archived since");
  if (message.changedAt && isReadAfter(row, message.changedAt)) return upToDate("read after it");
  if (message.statusId !== undefined && message.statusId === row.statusId)
    return upToDate("the row shows this status");
  return isPerhapsOwnEvent(message, row) ? { kind: "maybe-own-event" } : unknown;
};

/**
 * By the store's own dates; or, where both dates are in the same second, by what the store's clock showed
 * at least when the order was read. What the skew leaves open is read again.
 */
const isReadAfter = (
  { wholeModifiedAt, wholeReadAt, clockSkew = assumedSkew(undefined) }: Replication,
  changedAt: string,
): boolean =>
  (wholeModifiedAt ?? "") > changedAt ||
  Date.parse(wholeReadAt ?? "") + clockSkew.minMs >= Date.parse(changedAt) + datePrecisionMs;

/** An event about a change in the second of our own, which is the last change that the row holds. */
const isPerhapsOwnEvent = (
  { scope, changedAt }: OrderMessage,
  { state, acknowledgedAt, readAt, modifiedAt }: Replication,
): boolean => {
  if (scope !== Scope.OrderUpdated || !changedAt) return false;
  if (state !== "acknowledged" || acknowledgedAt !== readAt) return false;
  const sinceOurs = Date.parse(changedAt) - Date.parse(modifiedAt);
  return sinceOurs >= 0 && sinceOurs <= eventDateLagMs;
};

/**
 * Whether the row holds a new order in the listed version, and nothing is left to do with that version: an
 * acknowledged order that staff put back to a new status, or a parked one, is queued once and not by every poll.
 */
export const isListedUpToDate = (
  order: ListedOrder & { readonly date_modified?: unknown },
  row: Replication | undefined,
  acknowledge: Acknowledge,
): boolean => {
  if (!row || row.archivedAt !== undefined) return false;
  if (row.state === "parked") return isSameInstant(order.date_modified, row.parkedVersion);
  const isDone =
    row.state === "acknowledged" || (row.state === "replicated" && acknowledge === "off");
  return isDone && row.fingerprint === fingerprintOf(order);
};

const isSameInstant = (date: unknown, iso: string | undefined): boolean =>
  typeof date === "string" && Date.parse(date) === Date.parse(iso ?? "");
