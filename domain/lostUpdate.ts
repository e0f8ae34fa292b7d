import { Failure } from "./failure";
import type { OrderMessage } from "./message";
import type { Order, Payment } from "./order";
import type { Replication } from "./record";
import { describeStatus, isNew, isCheckoutIncomplete } from "./status";
import { clockSkewMs, eventDateLagMs, leaseEnd } from "./freshness";

/**
 * What staff did to an order in the instant between our reading and our status change. The answer to
 * the latter shows the order's own fields. These move along with its lists, refunds and shipments and are
 * not moved by a status. Named one by one, because a field that BigCommerce came to change or to
 * write in another way at each answer would cost a request for each order.
 */
const comparedFields = [
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

/** The telling fields of which an answer says something else than the reading before it. */
const changedFields = (before: Order, after: Order): string[] => {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  return comparedFields.filter((field) => differs(was.get(field), is.get(field)));
};

/**
 * Why the answer to a status change does not do to record the order as acknowledged. What staff
 * changed meanwhile is in lists as well, that the answer lacks; and since our change is the order's
 * last, no poll finds that out later.
 */
export const confirmationProblem = (
  answer: Order,
  { statusId, before }: { readonly statusId: number; readonly before: Order },
): Failure | undefined => {
  const { id: orderId, status_id } = answer;
  if (status_id !== statusId) {
    const [wanted, got] = [describeStatus(statusId), describeStatus(status_id)];
    const what = `The store was to set order ${orderId} to ${wanted} and answered ${got}`;
    return new Failure("store.unconfirmed", what, { details: { orderId } });
  }
  const changed = changedFields(before, answer);
  if (changed.length === 0) return undefined;
  const what = `Order ${orderId} was changed while its status was set`;
  return new Failure("record.conflict", what, { details: { orderId, changed } });
};

/** An answer that lacks a field, or leaves it empty, says nothing of it. */
const differs = (before: unknown, after: unknown): boolean => {
  const [was, is] = [normalize(before), normalize(after)];
  return was !== undefined && is !== undefined && after !== "" && was !== is;
};

/** BigCommerce writes money as "5.1000", "5.1" or 5.1, by endpoint. */
const normalize = (value: unknown): string | number | undefined => {
  if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? String(value).toLowerCase() : number;
};

/** What a payment says when its order is, perhaps, not to be shipped. */
const paymentSetbacks: ReadonlySet<unknown> = new Set([
  "refunded",
  "partially refunded",
  "void",
  "void pending",
  "declined",
  "held for review",
]);

/** BigCommerce documents `refunded_amount` as always zero: the status is what mostly tells. */
const paymentSetback = (before: Payment, after: Payment): string | undefined => {
  const { payment_status: status, refunded_amount: refunded } = after;
  if (differs(before.payment_status, status) && paymentSetbacks.has(normalize(status)))
    return `its payment became "${normalize(status)}"`;
  return Number(before.refunded_amount) < Number(refunded) ? "money was refunded" : undefined;
};

/**
 * That staff's change is perhaps hidden by the status that we set: the order was to be shipped by the
 * reading that its row holds, and by this one it looks as if it were not. Undefined when nothing says so.
 */
export const lostUpdateIn = (
  { payment = {}, archivedAt }: Pick<Replication, "payment" | "archivedAt">,
  order: Order,
): Failure | undefined => {
  const isArchived = order.is_deleted && archivedAt === undefined;
  const setback = isArchived ? "it was archived" : paymentSetback(payment, order);
  return setback === undefined ? undefined : lostUpdate(order.id, order.status_id, setback);
};

const lostUpdate = (orderId: number, statusId: number, setback: string): Failure => {
  const what = `About when we set its status to ${describeStatus(statusId)}, ${setback}`;
  return new Failure("order.overwritten", what, { details: { orderId } });
};

/**
 * That our status replaced one that staff had set after our reading, by what BigCommerce tells of our
 * own status change: the status before it. It is one from which we would not have set ours.
 * Undefined when the event tells nothing of the kind, or of somebody else's change.
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
  return lostUpdate(orderId, statusId, `somebody set it to ${describeStatus(before)}`);
};

/** A status is written under a claim, which outlasts it; each further try claims anew. */
const isFromOwnWrite = (changedAt: string | undefined, { claimedAt }: Replication): boolean => {
  if (claimedAt === undefined || changedAt === undefined) return false;
  const [at, from] = [Date.parse(changedAt), new Date(claimedAt)];
  const until = leaseEnd(from).getTime() + eventDateLagMs;
  return at >= from.getTime() - clockSkewMs && at <= until;
};
