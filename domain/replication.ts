import type { Failure } from "./failure";
import { type Order, toIso } from "./order";
import type { Replication } from "./record";
import { lostUpdateIn } from "./lostUpdate";
import {
  acknowledgedStatus,
  type AcknowledgedStatuses,
  describeStatus,
  isBefore,
  isNew,
  isCheckoutIncomplete,
  type StatusRules,
} from "./status";

/** Whether statuses are set; a plan writes nothing at all. */
export type Acknowledge = "on" | "off" | "plan";

export interface ReplicationRules extends StatusRules, AcknowledgedStatuses {
  readonly acknowledge: Acknowledge;
}

/** What to do with an order, decided on a fresh reading and on what its row says. */
export type Decision =
  | { readonly kind: "skip"; readonly why: string }
  /** The shopper may still finish it. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "wait"; readonly until: string }
  | { readonly kind: "refresh"; readonly why: string }
  | {
      readonly kind: "resolve-intent";
      readonly as: "acknowledged" | "left";
      /** Staff's change that our status hides. */
      readonly lostUpdate?: Failure;
    }
  | { readonly kind: "replicate" }
  | { readonly kind: "acknowledge"; readonly statusId: number };

/** Who looks at an order, when and on whose behalf. */
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
  by: DecisionContext,
): Decision => {
  if (row?.claimedUntil && isLeasedByOther(row, by))
    return { kind: "wait", until: row.claimedUntil };
  if (row?.state === "acknowledged") return { kind: "refresh", why: "acknowledged before" };
  const obstacle = exclusionReason(order, rules);
  // Also of an order that was given up: its last status change may have arrived after that.
  if (row && hasIntent(row) && order.status_id === row.acknowledgeAs)
    return acknowledged(order, row);
  if (row?.state === "stored" && obstacle) return { kind: "resolve-intent", as: "left" };
  if (!row && by.isFromCheckout && isCheckoutIncomplete(order)) return { kind: "incomplete" };
  if (obstacle) return { kind: row ? "refresh" : "skip", why: obstacle };
  if (isParked(order, row) && !by.isForced) return { kind: "skip", why: "parked before" };
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
  by: DecisionContext,
): boolean => claimId !== by.claimId && claimedUntil > by.now.toISOString();

/** Parked, and not changed since. */
const isParked = (order: Order, row: Replication | undefined): boolean =>
  row?.state === "parked" && row.parkedVersion === toIso(order.date_modified);

const exclusionReason = (order: Order, rules: ReplicationRules): string | undefined => {
  if (order.is_deleted) return "archived";
  if (!isNew(order, rules.newOrderStatusIds)) return `not new: ${describeStatus(order.status_id)}`;
  if (isBefore(toIso(order.date_created), rules.startFrom))
    return `created before ${rules.startFrom}`;
  return undefined;
};
