import { type Order, toIso } from "./order";
import type { Replication } from "./record";
import {
  acknowledgedStatus,
  type AcknowledgedStatuses,
  describeStatus,
  isBefore,
  isNew,
  type StatusRules,
} from "./status";

export interface ReplicationRules extends StatusRules, AcknowledgedStatuses {
  readonly acknowledge: "on" | "off" | "plan";
}

/** What to do with an order, decided on a fresh reading and on what its row says. */
export type Decision =
  | { readonly kind: "skip"; readonly why: string }
  | { readonly kind: "wait"; readonly until: string }
  | { readonly kind: "keep"; readonly why: string }
  | { readonly kind: "settle"; readonly as: "acknowledged" | "left" }
  | { readonly kind: "replicate" }
  | { readonly kind: "acknowledge"; readonly statusId: number };

/**
 * A status is written only from a new status, and once in an order's life: never again after the
 * row says `acknowledged`, whatever status the order returns to.
 */
export const decide = (
  order: Order,
  row: Replication | undefined,
  rules: ReplicationRules,
  { claimId, now }: { readonly claimId: string; readonly now: Date },
): Decision => {
  if (row?.claimedUntil && row.claimId !== claimId && row.claimedUntil > now.toISOString()) {
    return { kind: "wait", until: row.claimedUntil };
  }
  if (row?.state === "acknowledged") return { kind: "keep", why: "acknowledged before" };
  const obstacle = whyNot(order, rules);
  if (row?.state === "stored" && (obstacle || order.status_id === row.acknowledgeAs)) {
    return { kind: "settle", as: order.status_id === row.acknowledgeAs ? "acknowledged" : "left" };
  }
  if (obstacle) return { kind: row ? "keep" : "skip", why: obstacle };
  if (rules.acknowledge === "off") return { kind: "replicate" };
  return { kind: "acknowledge", statusId: acknowledgedStatus(order, rules) };
};

/** A reading older than this decides no status: the order may have changed since. */
const freshForMs = 10_000;

export const isFresh = (readAt: Date, now: Date): boolean =>
  now.getTime() - readAt.getTime() <= freshForMs;

/**
 * A claim outlasts what it protects: a reading's last fresh moment, the longest request and a margin.
 */
const claimMs = freshForMs + 15_000 + 5_000;

export const claimEnd = (claimedAt: Date): Date => new Date(claimedAt.getTime() + claimMs);

const whyNot = (order: Order, rules: ReplicationRules): string | undefined => {
  if (order.is_deleted) return "archived";
  if (!isNew(order, rules.newOrderStatusIds)) return `not new: ${describeStatus(order.status_id)}`;
  if (isBefore(toIso(order.date_created), rules.startFrom))
    return `created before ${rules.startFrom}`;
  return undefined;
};
