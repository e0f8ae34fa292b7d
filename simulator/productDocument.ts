import { isRefunded, shippedQuantities } from "./fulfilment";
import type { JsonObject } from "./json";
import { decimal } from "./money";
import type { DraftLine, OrderDraft } from "./orderDraft";
import type { OrderRow } from "./orderRow";

const zero = decimal(0);

const prices = ({ product, quantity, taxEach }: DraftLine): JsonObject => ({
  base_price: decimal(product.price),
  price_ex_tax: decimal(product.price),
  price_inc_tax: decimal(product.price + taxEach),
  price_tax: decimal(taxEach),
  base_total: decimal(product.price * quantity),
  total_ex_tax: decimal(product.price * quantity),
  total_inc_tax: decimal((product.price + taxEach) * quantity),
  total_tax: decimal(taxEach * quantity),
});

const measures = ({ product, quantity }: DraftLine): JsonObject => ({
  weight: product.weight,
  width: product.type === "physical" ? "12.0000" : zero,
  height: product.type === "physical" ? "4.5000" : zero,
  depth: product.type === "physical" ? "8.0000" : zero,
  quantity,
  base_cost_price: decimal(product.cost),
  cost_price_inc_tax: decimal(product.cost),
  cost_price_ex_tax: decimal(product.cost),
  cost_price_tax: zero,
});

const wrapping: JsonObject = {
  wrapping_id: 0,
  wrapping_name: "",
  base_wrapping_cost: zero,
  wrapping_cost_ex_tax: zero,
  wrapping_cost_inc_tax: zero,
  wrapping_cost_tax: zero,
  wrapping_message: "",
};

const isColour = (name: string): boolean => name === "Colour";

const options = ({ id, product, choice }: DraftLine): JsonObject[] => {
  if (!product.option || !choice) return [];
  const { name, values } = product.option;
  const label = { display_name: name, display_name_customer: name, display_name_merchant: name };
  const value = {
    display_value: choice,
    display_value_customer: choice,
    display_value_merchant: choice,
  };
  return [
    {
      id: id + 1,
      option_id: isColour(name) ? 3 : 18,
      order_product_id: id,
      product_option_id: 100 + product.id,
      ...label,
      ...value,
      value: String(product.id * 10 + values.indexOf(choice)),
      type: isColour(name) ? "Swatch" : "Multiple choice",
      name: `${name}s`,
      display_style: isColour(name) ? "" : "Rectangle",
    },
  ];
};

const discounts = ({ discount }: DraftLine, { coupons }: OrderDraft): JsonObject[] => {
  const [coupon] = coupons;
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

const identity = (line: DraftLine, orderId: number): JsonObject => ({
  id: line.id,
  order_id: orderId,
  product_id: line.product.id,
  variant_id:
    line.product.id === 0
      ? 0
      : line.product.id * 10 + (line.product.option?.values.indexOf(line.choice ?? "") ?? 0),
  order_pickup_method_id: line.pickupMethodId,
  order_address_id: line.addressId,
  name: line.product.name,
  name_customer: line.product.name,
  name_merchant: line.product.name,
  sku: line.product.sku,
  upc: line.product.upc,
  type: line.product.type,
});

const refund = (line: DraftLine, isBack: boolean): JsonObject => ({
  is_refunded: isBack,
  quantity_refunded: isBack ? line.quantity : 0,
  // BigCommerce documents this field as always zero; refunds are told by V3 only.
  refund_amount: zero,
  return_id: 0,
});

const remainder = (line: DraftLine, draft: OrderDraft, shipped: number): JsonObject => ({
  quantity_shipped: shipped,
  event_name: null,
  event_date: null,
  fixed_shipping_cost: zero,
  ebay_item_id: "",
  ebay_transaction_id: "",
  option_set_id: line.product.option ? 19 : null,
  parent_order_product_id: null,
  is_bundled_product: false,
  bin_picking_number: line.product.type === "physical" ? `BIN-${line.product.id % 20}` : "",
  external_id: null,
  fulfillment_source: "",
  brand: line.product.brand,
  applied_discounts: discounts(line, draft),
  product_options: options(line),
  configurable_fields: [],
  gift_certificate_id: line.product.type === "giftcertificate" ? line.id : null,
  discounted_total_inc_tax: decimal(
    (line.product.price + line.taxEach) * line.quantity - line.discount,
  ),
});

/** The lines of an order, as `/orders/{id}/products` and full consignments give them. */
export const productDocuments = (draft: OrderDraft, row: OrderRow): JsonObject[] => {
  const shipped = shippedQuantities(draft, row.shipped);
  return draft.lines.map((line) => ({
    ...identity(line, draft.id),
    ...prices(line),
    ...measures(line),
    ...refund(line, isRefunded(draft, row.refunded, line)),
    ...wrapping,
    ...remainder(line, draft, shipped.get(line.id) ?? 0),
  }));
};
