import type { Failure } from "./failure";
import { lostUpdateIn } from "./lostUpdate";
import { isArchived, type Order, toIso } from "./order";
import { isRevived, type Replication } from "./record";
import {
  acknowledgedStatus,
  type AcknowledgedStatuses,
  describeStatus,
  isBefore,
  isCheckoutIncomplete,
  isNew,
  type StatusRules,
} from "./status";

/** Whether statuses are set; `plan` is a dry run, which writes nothing at all. */
export type Acknowledge = "on" | "off" | "plan";

export interface ReplicationRules extends StatusRules, AcknowledgedStatuses {
  readonly acknowledge: Acknowledge;
}

/** What to do with an order, decided on a fresh reading and the order's row. */
export type Decision =
  | { readonly kind: "skip"; readonly why: string }
  /** The shopper may still complete the checkout. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "wait"; readonly until: string }
  | { readonly kind: "refresh"; readonly why: string }
  | {
      readonly kind: "resolve-intent";
      readonly as: "acknowledged" | "left";
      /** A change by staff that our status replaced or hides. */
      readonly lostUpdate?: Failure;
    }
  | { readonly kind: "replicate" }
  | { readonly kind: "acknowledge"; readonly statusId: number };

/** For which invocation and request a decision is made, and when. */
export interface DecisionContext {
  readonly claimId: string;
  readonly now: Date;
  readonly isFromCheckout: boolean;
  readonly isForced: boolean;
}

/**
 * A status is written only from a new status, and once in an order's life: never again after the
 * row says `acknowledged`, whatever status the order returns to.
 */
export const decide = (
  order: Order,
  row: Replication | undefined,
  rules: ReplicationRules,
  context: DecisionContext,
): Decision => {
  if (row?.claimedUntil && isLeasedByOther(row, context))
    return { kind: "wait", until: row.claimedUntil };
  if (row?.state === "acknowledged") return { kind: "refresh", why: "acknowledged before" };
  const exclusion = exclusionReason(order, rules);
  // Also for a parked order: its last status change may have arrived after parking.
  if (row && hasIntent(row) && order.status_id === row.acknowledgeAs)
    return acknowledged(order, row);
  if (row?.state === "stored" && exclusion) return { kind: "resolve-intent", as: "left" };
  if (!row && context.isFromCheckout && isCheckoutIncomplete(order)) return { kind: "incomplete" };
  if (exclusion) return { kind: row ? "refresh" : "skip", why: exclusion };
  if (isParked(order, row) && !context.isForced)
    return { kind: row && isRevived(order, row) ? "refresh" : "skip", why: "parked before" };
  if (rules.acknowledge === "off") return { kind: "replicate" };
  return { kind: "acknowledge", statusId: acknowledgedStatus(order, rules) };
};

const acknowledged = (order: Order, row: Replication): Decision => {
  const lostUpdate = lostUpdateIn(row, order);
  return { kind: "resolve-intent", as: "acknowledged", ...(lostUpdate && { lostUpdate }) };
};

const hasIntent = ({ state }: Replication): boolean => state === "stored" || state === "parked";

const isLeasedByOther = (
  { claimedUntil = "", claimId }: Replication,
  context: DecisionContext,
): boolean => claimId !== context.claimId && claimedUntil > context.now.toISOString();

/** Parked, and unchanged since. */
const isParked = (order: Order, row: Replication | undefined): boolean =>
  row?.state === "parked" && row.parkedVersion === toIso(order.date_modified);

const exclusionReason = (order: Order, rules: ReplicationRules): string | undefined => {
  if (isArchived(order)) return "archived";
  if (!isNew(order, rules.newOrderStatusIds)) return `not new: ${describeStatus(order.status_id)}`;
  if (isBefore(toIso(order.date_created), rules.startFrom))
    return `created before ${rules.startFrom}`;
  return undefined;
};
