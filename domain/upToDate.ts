import type { OrderMessage } from "./message";
import type { Replication } from "./record";
import { clockSkewMs, eventDateLagMs } from "./freshness";
import { Scope } from "./webhookEvent";

/** Whether an order's row makes a look at the order superfluous. */
export type UpToDateCheck =
  | { readonly kind: "unknown" }
  | { readonly kind: "up-to-date"; readonly why: string }
  /** Perhaps BigCommerce tells us of our own acknowledging; it does so once. */
  | { readonly kind: "maybe-own-event" }
  /** Somebody is at work on the order until then. */
  | { readonly kind: "leased"; readonly until: string };

const open: UpToDateCheck = { kind: "unknown" };
const covered = (why: string): UpToDateCheck => ({ kind: "up-to-date", why });

/** States in which nothing is left to do unless the order changes. */
const finalStates: ReadonlySet<Replication["state"]> = new Set([
  "acknowledged",
  "left",
  "replicated",
]);

/**
 * One checkout makes BigCommerce send four events and our acknowledging two more, so that most of
 * them tell what the row holds already. That is so when the order was read, with its lists, after the
 * event had arrived here, or after the change that it tells of. A status that the row shows need not
 * be asked for again. Should that ever be wrong, the next poll finds it out (followChanges).
 */
export const checkUpToDate = (
  message: OrderMessage,
  row: Replication | undefined,
  now: Date,
): UpToDateCheck => {
  if (!row || message.at === "" || message.reason === "redrive") return open;
  if ((row.claimedUntil ?? "") > now.toISOString())
    return { kind: "leased", until: row.claimedUntil ?? "" };
  if (!finalStates.has(row.state)) return open;
  if ((row.wholeReadAt ?? "") >= message.at) return covered("read since");
  if ((row.archivedAt ?? "") >= message.at) return covered("found archived since");
  if (message.changedAt && isReadAfter(row, message.changedAt)) return covered("read after it");
  if (message.statusId !== undefined && message.statusId === row.statusId)
    return covered("the row shows this status");
  return isPerhapsOwnEvent(message, row) ? { kind: "maybe-own-event" } : open;
};

/** By the store's own dates, or by our clock where they are of the same second. */
const isReadAfter = ({ wholeModifiedAt, wholeReadAt }: Replication, changedAt: string): boolean =>
  (wholeModifiedAt ?? "") > changedAt ||
  Date.parse(wholeReadAt ?? "") >= Date.parse(changedAt) + clockSkewMs;

/** Told of a change in the very second of ours, which is the last that the row knows of. */
const isPerhapsOwnEvent = (
  { scope, changedAt }: OrderMessage,
  { state, acknowledgedAt, readAt, modifiedAt }: Replication,
): boolean => {
  if (scope !== Scope.OrderUpdated || !changedAt) return false;
  if (state !== "acknowledged" || acknowledgedAt !== readAt) return false;
  const sinceOurs = Date.parse(changedAt) - Date.parse(modifiedAt);
  return sinceOurs >= 0 && sinceOurs <= eventDateLagMs;
};
