import { createHash } from "node:crypto";
import { type Order, type Part, type Payment, toIso } from "./order";

/** The lists that belong to an order, each read to its end. */
export interface OrderParts {
  readonly products: readonly Part[];
  readonly shippingAddresses: readonly Part[];
  readonly coupons: readonly Part[];
}

/** One whole reading of an order: what the Orders table keeps of the store. */
export interface OrderSnapshot extends OrderParts {
  readonly id: number;
  /** When the store says the order last changed, ISO. */
  readonly modifiedAt: string;
  /** When we asked for it, ISO: decides between two readings of the same second. */
  readonly readAt: string;
  readonly order: Readonly<Record<string, unknown>>;
  /** The same for equal fields, so that a listed order need not be compared field by field. */
  readonly fingerprint: string;
  /** `readAt` and `modifiedAt` of the last reading that brought the lists along. */
  readonly wholeReadAt: string;
  readonly wholeModifiedAt: string;
  /** The store shows the order as archived. */
  readonly isArchived: boolean;
}

/** Links to, or expansions of, the lists that the record holds itself. */
const ownLists = new Set(["products", "shipping_addresses", "coupons", "consignments"]);

/** Fields of an order that are not to be kept, for its shopper's sake (docs/privacy.md). */
export const excludedFields: ReadonlySet<string> = new Set();

/** The order's own fields, all that are kept. */
export const ownFields = (order: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(order).filter(([field]) => !ownLists.has(field) && !excludedFields.has(field)),
  );

/** Of the order's own fields, in whatever order they come. */
export const fingerprintOf = (order: object): string => fingerprint(ownFields(order));

const fingerprint = (own: object): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(own)))
    .digest("base64url");

/** The same value, keys in alphabetical order at every depth. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(fields[key])]));
};

export const toSnapshot = (order: Order, parts: OrderParts, readAt: string): OrderSnapshot => ({
  ...toPartialSnapshot(order, readAt),
  wholeReadAt: readAt,
  wholeModifiedAt: toIso(order.date_modified),
  products: parts.products,
  shippingAddresses: parts.shippingAddresses.map(withoutLinks),
  coupons: parts.coupons,
});

/** An address links to its quotes, differently when it was read as a consignment. */
const withoutLinks = (address: Part): Part => ({
  ...Object.fromEntries(Object.entries(address).filter(([field]) => field !== "shipping_quotes")),
  id: address.id,
});

/** How far an order has come. `stored` also means: we intend to acknowledge it. */
export type ReplicationState = "stored" | "acknowledged" | "left" | "parked" | "replicated";

/** What the Orders table knows of an order's replication; the snapshot aside. */
export interface Replication {
  readonly id: number;
  readonly state: ReplicationState;
  readonly modifiedAt: string;
  readonly readAt: string;
  /** The status that we intended to set, or did set. */
  readonly acknowledgeAs?: number;
  /** When that intent was written, last, by our clock, ISO. */
  readonly claimedAt?: string;
  /** Somebody is acknowledging this order until then, ISO. */
  readonly claimedUntil?: string;
  /** Who. */
  readonly claimId?: string;
  /** `modifiedAt` of the version that was given up. */
  readonly parkedVersion?: string;
  /** The order's status and payment, as last read. */
  readonly statusId?: number;
  readonly payment?: Payment;
  readonly isDigital?: boolean;
  readonly fingerprint?: string;
  readonly wholeReadAt?: string;
  readonly wholeModifiedAt?: string;
  /** `readAt` of the answer that confirmed our acknowledging. */
  readonly acknowledgedAt?: string;
  readonly archivedAt?: string;
}

/** Why an order was given up, in which version and by whom. */
export interface ParkRequest {
  readonly id: number;
  /** Of the claims that whoever gives up has made. */
  readonly claimId: string;
  readonly modifiedAt: string;
  readonly reason: string;
  readonly at: Date;
}

/** What a status change's answer says of the order itself. */
export type PartialSnapshot = Omit<
  OrderSnapshot,
  keyof OrderParts | "wholeReadAt" | "wholeModifiedAt"
>;

export const toPartialSnapshot = (order: Order, readAt: string): PartialSnapshot => {
  const own = ownFields(order);
  return {
    id: order.id,
    modifiedAt: toIso(order.date_modified),
    readAt,
    order: own,
    fingerprint: fingerprint(own),
    isArchived: order.is_deleted,
  };
};
