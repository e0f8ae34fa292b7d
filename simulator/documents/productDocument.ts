import type { JsonObject } from "../json";
import { decimal } from "../money";
import type { OrderContent, OrderLine } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import { isRefunded, shippedQuantities } from "./shippedQuantities";

const zero = decimal(0);

const isColour = (name: string): boolean => name === "Colour";

const options = ({ id, product, choice }: OrderLine): JsonObject[] => {
  if (!product.option || !choice) return [];
  const { name, values } = product.option;
  return [
    {
      id: id + 1,
      option_id: isColour(name) ? 3 : 18,
      order_product_id: id,
      product_option_id: 100 + product.id,
      display_name: name,
      display_name_customer: name,
      display_name_merchant: name,
      display_value: choice,
      display_value_customer: choice,
      display_value_merchant: choice,
      value: String(product.id * 10 + values.indexOf(choice)),
      type: isColour(name) ? "Swatch" : "Multiple choice",
      name: `${name}s`,
      display_style: isColour(name) ? "" : "Rectangle",
    },
  ];
};

/** The part of its order that a line contains. */
export type OrderOfLine = Pick<OrderContent, "id" | "coupons">;

/** Whether a line was shipped or refunded. */
export interface LineState {
  /** Shipped quantity. */
  readonly shipped: number;
  readonly isRefunded: boolean;
}

const discounts = ({ discount }: OrderLine, { coupons }: OrderOfLine): JsonObject[] => {
  const coupon = coupons.find(({ isOnShipping }) => !isOnShipping);
  if (!coupon || discount === 0) return [];
  return [
    {
      id: "total-coupon",
      amount: decimal(discount),
      name: `Coupon ${coupon.code}`,
      code: coupon.code,
      target: "order",
    },
  ];
};

const variantId = ({ product, choice }: OrderLine): number =>
  product.id === 0
    ? 0
    : product.id * 10 + Math.max(0, product.option?.values.indexOf(choice ?? "") ?? 0);

/** One long literal on purpose: assembling it from parts takes ten times as long, and a page has hundreds of lines. */
export const productDocument = (
  line: OrderLine,
  order: OrderOfLine,
  { shipped, isRefunded: isLineRefunded }: LineState,
): JsonObject => {
  const { product, quantity, taxEach } = line;
  const cost = decimal(product.cost);
  const price = decimal(product.price);
  const total = decimal(product.price * quantity);
  const [width, height, depth] =
    product.type === "physical" ? ["12.0000", "4.5000", "8.0000"] : [zero, zero, zero];
  return {
    id: line.id,
    order_id: order.id,
    product_id: product.id,
    variant_id: variantId(line),
    order_pickup_method_id: line.pickupMethodId,
    order_address_id: line.addressId,
    name: product.name,
    name_customer: product.name,
    name_merchant: product.name,
    sku: product.sku,
    upc: product.upc,
    type: product.type,
    base_price: price,
    price_ex_tax: price,
    price_inc_tax: decimal(product.price + taxEach),
    price_tax: decimal(taxEach),
    base_total: total,
    total_ex_tax: total,
    total_inc_tax: decimal((product.price + taxEach) * quantity),
    total_tax: decimal(taxEach * quantity),
    weight: product.weight,
    width,
    height,
    depth,
    quantity,
    base_cost_price: cost,
    cost_price_inc_tax: cost,
    cost_price_ex_tax: cost,
    cost_price_tax: zero,
    is_refunded: isLineRefunded,
    quantity_refunded: isLineRefunded ? quantity : 0,
    // Documented as always zero; only V3 reports refunds.
    refund_amount: zero,
    return_id: 0,
    wrapping_id: 0,
    wrapping_name: "",
    base_wrapping_cost: zero,
    wrapping_cost_ex_tax: zero,
    wrapping_cost_inc_tax: zero,
    wrapping_cost_tax: zero,
    wrapping_message: line.giftMessage,
    quantity_shipped: shipped,
    event_name: null,
    event_date: null,
    fixed_shipping_cost: zero,
    ebay_item_id: "",
    ebay_transaction_id: "",
    option_set_id: product.option ? 19 : null,
    parent_order_product_id: null,
    is_bundled_product: false,
    bin_picking_number: product.type === "physical" ? `BIN-${product.id % 20}` : "",
    external_id: null,
    fulfillment_source: "",
    brand: product.brand,
    applied_discounts: discounts(line, order),
    product_options: options(line),
    configurable_fields: [],
    gift_certificate_id: product.type === "giftcertificate" ? line.id : null,
    discounted_total_inc_tax: decimal((product.price + taxEach) * quantity - line.discount),
  };
};

type RenderLine<T> = (line: OrderLine, order: OrderOfLine, state: LineState) => T;

export const mapLines = <T>(content: OrderContent, row: OrderRow, render: RenderLine<T>): T[] => {
  const shipped = shippedQuantities(content, row.shipped);
  return content.lines.map((line, index) =>
    render(line, content, {
      shipped: shipped.get(line.id) ?? 0,
      isRefunded: isRefunded(content, row.refunded, index),
    }),
  );
};

/** The lines of an order, as in `/orders/{id}/products` and in full consignments. */
export const productDocuments = (content: OrderContent, row: OrderRow): JsonObject[] =>
  mapLines(content, row, productDocument);
