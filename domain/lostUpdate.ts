import { assumedSkew } from "./clockSkew";
import { amountOf, ExactNumber, spellingOf, toNumber } from "./exactNumber";
import { Failure } from "./failure";
import { isArchived, type Order, type Payment } from "./order";
import type { OrderMessage } from "./orderMessage";
import type { Replication } from "./record";
import { describeStatus, isCheckoutIncomplete, isNew } from "./status";
import { datePrecisionMs, eventDateLagMs, leaseEnd } from "./timeLimits";

/**
 * Fields that show whether staff changed an order between our read and our status change: the response to
 * the latter holds the order's own fields. These change with its lists, refunds and shipments, and not
 * with its status. Named one by one, because a field that BigCommerce came to change, or to format
 * otherwise, in each response would cost a request per order.
 */
export const comparedFields: readonly string[] = [
  "subtotal_ex_tax",
  "subtotal_inc_tax",
  "total_ex_tax",
  "total_inc_tax",
  "shipping_cost_ex_tax",
  "shipping_cost_inc_tax",
  "handling_cost_ex_tax",
  "handling_cost_inc_tax",
  "wrapping_cost_ex_tax",
  "wrapping_cost_inc_tax",
  "discount_amount",
  "coupon_discount",
  "store_credit_amount",
  "gift_certificate_amount",
  "items_total",
  "items_shipped",
  "shipping_address_count",
  "payment_status",
  "refunded_amount",
  "is_deleted",
];

/** The compared fields that differ between two versions of an order. */
export const changedFields = (before: object, after: object): string[] => {
  const earlier = new Map<string, unknown>(Object.entries(before));
  const later = new Map<string, unknown>(Object.entries(after));
  return comparedFields.filter((field) => differs(earlier.get(field), later.get(field)));
};

/**
 * Why the response to a status change does not suffice to record the order as acknowledged. A change by
 * staff meanwhile is also in lists, which the response lacks; and since our change is the order's last
 * modification, no poll would detect the staff's change later.
 */
export const confirmationProblem = (
  response: Order,
  { statusId, before }: { readonly statusId: number; readonly before: Order },
): Failure | undefined => {
  const { id: orderId, status_id } = response;
  if (status_id !== statusId) {
    const [wanted, got] = [describeStatus(statusId), describeStatus(status_id)];
    const what = `The store was asked to set order ${orderId} to ${wanted} and responded ${got}`;
    return new Failure("store.unconfirmed", what, { details: { orderId } });
  }
  const changed = changedFields(before, response);
  if (changed.length === 0) return undefined;
  const what = `Order ${orderId} was changed while its status was set`;
  return new Failure("record.conflict", what, { details: { orderId, changed } });
};

/** A response that lacks a field, or leaves the field empty, shows no change. */
const differs = (before: unknown, after: unknown): boolean => {
  const [earlier, later] = [normalize(before), normalize(after)];
  return earlier !== undefined && later !== undefined && after !== "" && earlier !== later;
};

/** BigCommerce formats money as "5.1000", "5.1" or 5.1, depending on the endpoint. */
const normalize = (value: unknown): string | number | undefined => {
  const isExact = value instanceof ExactNumber;
  if (!isExact && !["string", "number", "boolean"].includes(typeof value)) return undefined;
  const number = Number(value);
  if (Number.isNaN(number)) return String(value).toLowerCase();
  return typeof value === "boolean" ? number : comparable(String(value), number);
};

/** A number that no JavaScript number equals, by its digits. */
const comparable = (text: string, number: number): string | number =>
  toNumber(text) instanceof ExactNumber ? (spellingOf(text) ?? number) : number;

/** Payment statuses of orders that perhaps must not ship. */
const paymentSetbacks: ReadonlySet<unknown> = new Set([
  "refunded",
  "partially refunded",
  "void",
  "void pending",
  "declined",
  "held for review",
]);

/** BigCommerce documents `refunded_amount` as always zero: mostly the payment status shows a refund. */
const paymentSetback = (before: Payment, after: Payment): string | undefined => {
  const { payment_status: status, refunded_amount: refunded } = after;
  if (differs(before.payment_status, status) && paymentSetbacks.has(normalize(status)))
    return `its payment became "${normalize(status)}"`;
  return amountOf(before.refunded_amount) < amountOf(refunded) ? "money was refunded" : undefined;
};

/**
 * A lost update: the status that we set perhaps hides a change by staff. The order was to ship according to
 * its row, and according to this read perhaps must not. Undefined when nothing indicates that.
 */
export const lostUpdateIn = (
  { payment = {}, archivedAt }: Pick<Replication, "payment" | "archivedAt">,
  order: Order,
): Failure | undefined => {
  const isNewlyArchived = isArchived(order) && archivedAt === undefined;
  const setback = isNewlyArchived ? "it was archived" : paymentSetback(payment, order);
  return setback === undefined ? undefined : lostUpdate(order.id, order.status_id, setback);
};

const lostUpdate = (orderId: number, statusId: number, setback: string): Failure => {
  const what = `About when we set its status to ${describeStatus(statusId)}, ${setback}`;
  return new Failure("order.overwritten", what, { details: { orderId } });
};

/**
 * A lost update: our status replaced one that staff set after our read. BigCommerce's event about our own
 * status change names the previous status, one from which we would not have set ours. Undefined when the
 * event names no such status, or is about another change.
 */
export const lostStatusUpdate = (
  { orderId, statusId, previousStatusId: before, changedAt }: OrderMessage,
  row: Replication,
  newOrderStatusIds: readonly number[],
): Failure | undefined => {
  if (statusId === undefined || before === undefined || before === statusId) return undefined;
  if (statusId !== row.acknowledgeAs || !isFromOwnWrite(changedAt, row)) return undefined;
  const previous = { status_id: before, order_is_digital: row.isDigital ?? false };
  if (isNew(previous, newOrderStatusIds) || isCheckoutIncomplete(previous)) return undefined;
  return lostUpdate(orderId, statusId, `someone set it to ${describeStatus(before)}`);
};

/**
 * A status is written under a lease, which outlasts the write; each retry takes a new lease. The lease is
 * dated by our clock, the event by the store's: a false alert costs a look, a missing one a parcel.
 */
const isFromOwnWrite = (
  changedAt: string | undefined,
  { claimedAt, clockSkew = assumedSkew(undefined) }: Replication,
): boolean => {
  if (claimedAt === undefined || changedAt === undefined) return false;
  const [at, from] = [Date.parse(changedAt), new Date(claimedAt)];
  const until = leaseEnd(from).getTime() + eventDateLagMs;
  return at >= from.getTime() + clockSkew.minMs - datePrecisionMs && at <= until + clockSkew.maxMs;
};
