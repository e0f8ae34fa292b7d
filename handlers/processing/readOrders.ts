import { Failure } from "../../domain/failure";
import { listsInConsignments, mayHaveCoupon } from "../../domain/listsInConsignments";
import { countOf, type Order, validOrders } from "../../domain/order";
import type { PlannedRead } from "../../domain/readPlan";
import { type OrderParts, type OrderSnapshot, toSnapshot } from "../../domain/record";
import type { OrderReading, Probe, Store } from "../../ports";

/**
 * Reads the orders of one planned window. Orders that the response lacks, or that are invalid there,
 * are left out, and then read singly.
 */
export const readWindow = async (
  store: Pick<Store, "readOrders">,
  read: PlannedRead,
  probe?: Probe,
): Promise<ReadonlyMap<number, OrderReading>> => {
  if (read.kind === "single") return new Map();
  const { orders, ...time } = await store.readOrders(read.min, read.max, probe);
  const wanted = oldestFirst(validOrders(orders, new Set(read.ids)));
  return new Map(wanted.map((order) => [order.id, { order, ...time }]));
};

/** A response may hold an order twice, in two versions: the newest is the last. */
const oldestFirst = (orders: readonly Order[]): Order[] =>
  [...orders].sort((a, b) => Date.parse(a.date_modified) - Date.parse(b.date_modified));

/**
 * Completes a reading with the lists that its consignments do not hold whole.
 * @throws Failure `order.missing` when the store no longer has the order, `payload.invalid` when a list
 * is empty though the order has items or addresses
 */
export const readFullOrder = async (
  store: Pick<Store, "readProducts" | "readShippingAddresses" | "readCoupons">,
  reading: OrderReading,
): Promise<OrderSnapshot> => {
  const { order, readAt, clockSkew } = reading;
  const known = listsInConsignments(order);
  const products =
    known.products ?? (await store.readProducts(order.id, countOf(order.items_total)));
  const shippingAddresses =
    known.shippingAddresses ?? (await store.readShippingAddresses(order.id));
  assertComplete(order, { products, shippingAddresses });
  const coupons = mayHaveCoupon(order, products) ? await store.readCoupons(order.id) : [];
  const parts = { products, shippingAddresses, coupons };
  return toSnapshot(order, parts, readAt.toISOString(), clockSkew);
};

/** BigCommerce responds 204 to an empty list, and perhaps to one that it cannot read just now. */
const assertComplete = (
  { id, items_total, shipping_address_count }: Order,
  { products, shippingAddresses }: Omit<OrderParts, "coupons">,
): void => {
  const [items = 0, addresses = 0] = [countOf(items_total), countOf(shipping_address_count)];
  const missing = [
    ...(items > 0 && products.length === 0 ? [`none of its ${items} items`] : []),
    ...(addresses > 0 && shippingAddresses.length === 0
      ? [`none of its ${addresses} shipping addresses`]
      : []),
  ];
  if (missing.length === 0) return;
  const what = `The store's lists for order ${id} hold ${missing.join(" and ")}`;
  throw new Failure("payload.invalid", what, { details: { orderId: id } });
};
