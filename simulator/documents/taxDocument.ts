import type { JsonObject } from "../json";
import { decimal } from "../money";
import type { OrderContent, OrderLine } from "../orders/orderContent";

const taxRow = (content: OrderContent, id: number, addressId: number, tax: number): JsonObject => ({
  id,
  order_id: content.id,
  order_address_id: addressId,
  tax_rate_id: 1,
  sales_tax_id: "",
  tax_class_id: 0,
  name: "Tax",
  class: "Default Tax Class",
  rate: decimal(Math.round(content.shopper.taxPercent * 100)),
  priority: 0,
  priority_amount: decimal(tax),
  line_amount: decimal(tax),
  order_pickup_method_id: 0,
});

const lineTax = ({ taxEach, quantity }: OrderLine): number => taxEach * quantity;

/** One row for each line and each parcel's shipping, with the fields that only `details=true` adds. */
const detailed = (content: OrderContent): JsonObject[] => [
  ...content.lines.map((line) => ({
    ...taxRow(content, line.id, line.addressId, lineTax(line)),
    order_product_id: String(line.id),
    line_item_type: "item",
  })),
  ...content.parcels.map(({ id, tax }) => ({
    ...taxRow(content, id, id, tax),
    order_product_id: "0",
    line_item_type: "shipping",
  })),
];

/** The items of `/orders/{id}/taxes`: one for each address, or for each line and parcel; none for untaxed orders. */
export const taxDocuments = (content: OrderContent, withDetails: boolean): JsonObject[] => {
  if (content.shopper.taxPercent === 0) return [];
  if (withDetails) return detailed(content);
  const addressIds = [...new Set(content.lines.map(({ addressId }) => addressId))];
  return addressIds.map((addressId, index) => {
    const items = content.lines
      .filter((line) => line.addressId === addressId)
      .reduce((sum, line) => sum + lineTax(line), 0);
    const shipping = content.parcels.find(({ id }) => id === addressId)?.tax ?? 0;
    return taxRow(content, content.id * 10 + index, addressId, items + shipping);
  });
};
