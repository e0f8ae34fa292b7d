import { partsInConsignments, showsCoupon } from "../domain/consignments";
import { usableOrders } from "../domain/order";
import type { Read } from "../domain/readPlan";
import { type OrderSnapshot, toSnapshot } from "../domain/record";
import type { OrderReading, Store } from "../ports";

/**
 * Reads what one request of the plan can tell. An order that its answer lacks, or shows in a shape
 * that cannot be used, is left out: it is then read alone.
 */
export const readPlanned = async (
  store: Store,
  read: Read,
): Promise<ReadonlyMap<number, OrderReading>> => {
  if (read.kind === "single") return new Map();
  const { orders, readAt } = await store.readOrders(read.min, read.max);
  const wanted = usableOrders(orders, new Set(read.ids));
  return new Map(wanted.map((order) => [order.id, { order, readAt }]));
};

/** Completes a reading by the lists that its consignments could not answer. */
export const readWhole = async (store: Store, reading: OrderReading): Promise<OrderSnapshot> => {
  const { order, readAt } = reading;
  const known = partsInConsignments(order);
  const products = known.products ?? (await store.readProducts(order.id, order.items_total));
  const shippingAddresses =
    known.shippingAddresses ?? (await store.readShippingAddresses(order.id));
  const coupons = showsCoupon(order, products) ? await store.readCoupons(order.id) : [];
  return toSnapshot(order, { products, shippingAddresses, coupons }, readAt.toISOString());
};
