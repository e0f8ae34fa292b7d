import { createHash } from "node:crypto";
import { assumedSkew, type ClockSkew } from "./clockSkew";
import { ExactNumber } from "./exactNumber";
import { isArchived, type Order, type Part, type Payment, toIso } from "./order";

/** The lists that belong to an order, each read to its end. */
export interface OrderParts {
  readonly products: readonly Part[];
  readonly shippingAddresses: readonly Part[];
  readonly coupons: readonly Part[];
}

/** An order read in full: what the Orders table stores. */
export interface OrderSnapshot extends OrderParts {
  readonly id: number;
  /** When the order last changed according to the store, ISO. */
  readonly modifiedAt: string;
  /** When the order was requested, ISO: decides between two readings of the same second. */
  readonly readAt: string;
  readonly order: Readonly<Record<string, unknown>>;
  /** Equal for equal fields, so that a listed order need not be compared field by field. */
  readonly fingerprint: string;
  /** `readAt` and `modifiedAt` of the last reading with lists. */
  readonly wholeReadAt: string;
  readonly wholeModifiedAt: string;
  /** Of the store's clock at that reading. */
  readonly clockSkew: ClockSkew;
  /** The store shows the order as archived. */
  readonly isArchived: boolean;
}

/** Links to, or expansions of, the lists that the record stores as fields of its own. */
const ownLists = new Set(["products", "shipping_addresses", "coupons", "consignments"]);

/** Fields of an order that are not stored, for the shopper's privacy (docs/privacy.md). */
export const excludedFields: ReadonlySet<string> = new Set();

/** The order's own fields, as stored. */
export const ownFields = (order: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(order).filter(([field]) => !ownLists.has(field) && !excludedFields.has(field)),
  );

/** A digest of the order's own fields, independent of their sequence. */
export const fingerprintOf = (order: object): string => fingerprint(ownFields(order));

const fingerprint = (own: object): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(own)))
    .digest("base64url");

/** The same value, keys in alphabetical order at every depth. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value instanceof ExactNumber) return { number: value.text };
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(fields[key])]));
};

/** `measured` is the skew of the store's clock by the response that held the order. */
export const toSnapshot = (
  order: Order,
  parts: OrderParts,
  readAt: string,
  measured?: ClockSkew,
): OrderSnapshot => ({
  ...toPartialSnapshot(order, readAt),
  wholeReadAt: readAt,
  wholeModifiedAt: toIso(order.date_modified),
  clockSkew: assumedSkew(measured),
  products: parts.products,
  shippingAddresses: parts.shippingAddresses.map(withoutLinks),
  coupons: parts.coupons,
});

/** An address links to its quotes, in another form when it was read as a consignment. */
const withoutLinks = (address: Part): Part => ({
  ...Object.fromEntries(Object.entries(address).filter(([field]) => field !== "shipping_quotes")),
  id: address.id,
});

/** How far an order's replication is. `stored` also means an intent to acknowledge the order. */
export type ReplicationState = "stored" | "acknowledged" | "left" | "parked" | "replicated";

/** An order's row without the snapshot itself: the state of its replication. */
export interface Replication {
  readonly id: number;
  readonly state: ReplicationState;
  readonly modifiedAt: string;
  readonly readAt: string;
  /** The status that the intent is to set, or that was set. */
  readonly acknowledgeAs?: number;
  /** When the intent was last written, by our clock, ISO. */
  readonly claimedAt?: string;
  /** The end of the lease under which the order is being acknowledged, ISO. */
  readonly claimedUntil?: string;
  /** The owner of that lease. */
  readonly claimId?: string;
  /** `modifiedAt` of the version that was parked. */
  readonly parkedVersion?: string;
  /** The order's status and payment, as last read. */
  readonly statusId?: number;
  readonly payment?: Payment;
  readonly isDigital?: boolean;
  readonly fingerprint?: string;
  readonly wholeReadAt?: string;
  readonly wholeModifiedAt?: string;
  /** Of the store's clock when the order was last read whole; rows of release 0.2.0 and before lack it. */
  readonly clockSkew?: ClockSkew;
  /** `readAt` of the response that confirmed our status change. */
  readonly acknowledgedAt?: string;
  readonly archivedAt?: string;
}

/** Whether the row marks an order as archived that the store shows among the living: an outage's 404 did. */
export const isRevived = (
  order: object,
  { archivedAt }: Pick<Replication, "archivedAt">,
): boolean => archivedAt !== undefined && !isArchived({ is_deleted: undefined, ...order });

/** Why an order is parked, in which version and by which invocation. */
export interface ParkRequest {
  readonly id: number;
  /** Owner of the leases that the invocation took. */
  readonly claimId: string;
  readonly modifiedAt: string;
  readonly reason: string;
  readonly at: Date;
}

/** The order without its lists, as the response to a status change holds it. */
export type PartialSnapshot = Omit<
  OrderSnapshot,
  keyof OrderParts | "wholeReadAt" | "wholeModifiedAt" | "clockSkew"
>;

export const toPartialSnapshot = (order: Order, readAt: string): PartialSnapshot => {
  const own = ownFields(order);
  return {
    id: order.id,
    modifiedAt: toIso(order.date_modified),
    readAt,
    order: own,
    fingerprint: fingerprint(own),
    isArchived: isArchived(order),
  };
};
