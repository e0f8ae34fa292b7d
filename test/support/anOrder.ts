import type { Order, Part } from "../../domain/order";

const product = (orderId: number, id: number, quantity = 1) => ({
  id,
  order_id: orderId,
  product_id: 77,
  name: "Tea towel",
  quantity,
  price_inc_tax: "9.9900",
  applied_discounts: [],
});

/** A physical order of one line, as the store returns it with its line items; `over` replaces fields. */
export const anOrder = (
  over: Partial<Order> & Record<string, unknown> = {},
): Order & Record<string, unknown> => {
  const id = over.id ?? 100;
  return {
    id,
    status_id: 11,
    status: "Awaiting Fulfillment",
    order_is_digital: false,
    is_deleted: false,
    date_created: "Sat, 21 Nov 2026 10:00:00 +0000",
    date_modified: "Sat, 21 Nov 2026 10:00:05 +0000",
    total_inc_tax: "9.9900",
    items_total: 1,
    payment_status: "captured",
    refunded_amount: "0.0000",
    shipping_address_count: 1,
    coupon_discount: "0.0000",
    base_shipping_cost: "5.1000",
    shipping_cost_ex_tax: "5.1000",
    shipping_cost_inc_tax: "5.5300",
    products: { url: "https://api.example/products", resource: `/orders/${id}/products` },
    coupons: { url: "https://api.example/coupons", resource: `/orders/${id}/coupons` },
    shipping_addresses: { url: "https://api.example/a", resource: `/orders/${id}/a` },
    consignments: { pickups: [], shipping: [aConsignment(id)], downloads: [], email: {} },
    ...over,
  };
};

/** A shipping consignment, with money as numbers. */
export const aConsignment = (orderId: number, over: Record<string, unknown> = {}) => ({
  id: 900 + orderId,
  first_name: "Ada",
  base_cost: 5.1,
  cost_ex_tax: 5.1,
  cost_inc_tax: 5.1,
  cost_tax: 0,
  cost_tax_class_id: 2,
  base_handling_cost: 0,
  handling_cost_ex_tax: 0,
  handling_cost_inc_tax: 0,
  handling_cost_tax: 0,
  handling_cost_tax_class_id: 2,
  line_items: [product(orderId, 1)],
  ...over,
});

/** The same address as `/shipping_addresses` returns it. */
export const anAddress = (orderId: number): Part & Record<string, unknown> => ({
  id: 900 + orderId,
  order_id: orderId,
  first_name: "Ada",
  base_cost: "5.1000",
  cost_ex_tax: "5.1000",
  cost_inc_tax: "5.1000",
  cost_tax: "0.0000",
  cost_tax_class_id: 2,
  base_handling_cost: "0.0000",
  handling_cost_ex_tax: "0.0000",
  handling_cost_inc_tax: "0.0000",
  handling_cost_tax: "0.0000",
  handling_cost_tax_class_id: 2,
});

/** Lines of one order, one item each. */
export const lines = (orderId: number, count: number) =>
  Array.from({ length: count }, (_, n) => product(orderId, n + 1));
