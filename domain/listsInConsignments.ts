import { array, type Infer, integer, optional, type, unknown } from "superstruct";
import { byId, countOf, keyOf, type Order, type Part, PartId } from "./order";
import type { OrderParts } from "./record";
import { matches } from "./validation";

const LineItem = type({ id: PartId, quantity: integer() });
const Countable = type({ quantity: integer() });
const Consignment = type({ line_items: array(LineItem) });
const ShippingConsignment = type({ id: PartId, line_items: array(LineItem) });

/** The expansion by `include=consignments.line_items&consignment_structure=object` (V2 orderConsignment_Get). */
const Consignments = type({
  pickups: optional(array(Consignment)),
  shipping: optional(array(ShippingConsignment)),
  downloads: optional(array(Consignment)),
  email: optional(type({ gift_certificates: optional(array(Consignment)) })),
});
type Consignments = Infer<typeof Consignments>;
type LineItem = Infer<typeof LineItem>;

/**
 * BigCommerce returns at most 50 line items per consignment, with a `__warning__` beside them
 * (github.com/bigcommerce/docs, issue 960). Exactly 50 may be capped too.
 */
const lineItemsCap = 50;

/** Money that is a number in a consignment, and text with four decimals in `/shipping_addresses`. */
const moneyFields = [
  "base_cost",
  "cost_ex_tax",
  "cost_inc_tax",
  "cost_tax",
  "base_handling_cost",
  "handling_cost_ex_tax",
  "handling_cost_inc_tax",
  "handling_cost_tax",
];

/** Fields of a shipping consignment that a shipping address lacks. */
const consignmentOnly = ["line_items", "__warning__"];

/**
 * The lists of an order that its expanded consignments hold completely. A list that is left out must be
 * read from its own endpoint; read either way, a list is deeply equal.
 */
export const listsInConsignments = (order: Order): Partial<Omit<OrderParts, "coupons">> => {
  const { consignments } = order;
  if (!matches(consignments, Consignments)) return {};
  return {
    products: productsOf(order, consignments),
    shippingAddresses: addressesOf(order, consignments),
  };
};

const productsOf = (order: Order, consignments: Consignments): LineItem[] | undefined => {
  const { pickups = [], shipping = [], downloads = [], email } = consignments;
  const all = [...pickups, ...shipping, ...downloads, ...(email?.gift_certificates ?? [])];
  if (all.some(({ line_items }) => line_items.length >= lineItemsCap)) return undefined;
  if (JSON.stringify(consignments).includes('"__warning__":')) return undefined;
  const lines = all.flatMap(({ line_items }) => line_items).sort(byId);
  const distinct = new Set(lines.map(keyOf)).size === lines.length;
  return distinct && addsUp(lines, countOf(order.items_total)) ? lines : undefined;
};

/** Whether these are all lines of an order with so many items. */
export const addsUp = (lines: readonly unknown[], itemsTotal: number | undefined): boolean =>
  matches(lines, array(Countable)) &&
  lines.reduce((sum, line) => sum + line.quantity, 0) === itemsTotal;

const addressesOf = (order: Order, { shipping = [] }: Consignments): Part[] | undefined => {
  if (shipping.length !== order.shipping_address_count) return undefined;
  const addresses = shipping.flatMap((consignment) => toAddress(consignment, order.id) ?? []);
  return addresses.length === shipping.length ? addresses.sort(byId) : undefined;
};

const toAddress = (consignment: Part, orderId: number): Part | undefined => {
  const address: Part & Record<string, unknown> = { ...consignment, order_id: orderId };
  for (const field of consignmentOnly) delete address[field];
  for (const field of moneyFields) {
    const amount = toMoney(address[field]);
    if (amount === undefined) return undefined;
    address[field] = amount;
  }
  return address;
};

/** `5.1` → `"5.1000"`; undefined for an amount with more than four decimals. */
const toMoney = (value: unknown): string | undefined =>
  typeof value === "number" && Number(value.toFixed(4)) === value ? value.toFixed(4) : undefined;

/**
 * Whether the order may have a coupon: unless the order proves that no coupon took anything off. A coupon on
 * shipping is not part of `coupon_discount`, but shipping then costs less than its base price.
 */
export const mayHaveCoupon = (order: Order, lines: readonly Part[]): boolean =>
  amountOf(order.coupon_discount) !== 0 ||
  !isShippingUndiscounted(order) ||
  lines.some(mentionsCoupon);

/** The base price is without or with tax, as the store's prices are. */
const isShippingUndiscounted = (order: Order): boolean => {
  const base = amountOf(order.base_shipping_cost);
  const costs = [order.shipping_cost_ex_tax, order.shipping_cost_inc_tax];
  return base !== undefined && costs.some((cost) => amountOf(cost) === base);
};

/** BigCommerce writes amounts as decimal text and as numbers; undefined for anything else. */
const amountOf = (value: unknown): number | undefined => {
  const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) ? amount : undefined;
};

const AppliedDiscount = type({ id: optional(unknown()), code: optional(unknown()) });
const DiscountedLine = type({ applied_discounts: array(AppliedDiscount) });

const mentionsCoupon = (line: Part): boolean =>
  matches(line, DiscountedLine) &&
  line.applied_discounts.some(
    ({ id, code }) => typeof code === "string" || (typeof id === "string" && id.includes("coupon")),
  );
