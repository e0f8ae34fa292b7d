import type { JsonObject } from "../json";
import { decimal } from "../money";
import type { DraftLine, OrderDraft } from "../orders/orderDraft";

const taxRow = (draft: OrderDraft, id: number, addressId: number, tax: number): JsonObject => ({
  id,
  order_id: draft.id,
  order_address_id: addressId,
  tax_rate_id: 1,
  sales_tax_id: "",
  tax_class_id: 0,
  name: "Tax",
  class: "Default Tax Class",
  rate: decimal(Math.round(draft.shopper.taxPercent * 100)),
  priority: 0,
  priority_amount: decimal(tax),
  line_amount: decimal(tax),
  order_pickup_method_id: 0,
});

const lineTax = ({ taxEach, quantity }: DraftLine): number => taxEach * quantity;

/** One row for each line and each parcel's shipping; what `details=true` adds is known here only. */
const detailed = (draft: OrderDraft): JsonObject[] => [
  ...draft.lines.map((line) => ({
    ...taxRow(draft, line.id, line.addressId, lineTax(line)),
    order_product_id: String(line.id),
    line_item_type: "item",
  })),
  ...draft.parcels.map(({ id, tax }) => ({
    ...taxRow(draft, id, id, tax),
    order_product_id: "0",
    line_item_type: "shipping",
  })),
];

/** As `/orders/{id}/taxes` gives them: one row for each address, or each line and parcel. Untaxed orders have none. */
export const taxDocuments = (draft: OrderDraft, withDetails: boolean): JsonObject[] => {
  if (draft.shopper.taxPercent === 0) return [];
  if (withDetails) return detailed(draft);
  const addressIds = [...new Set(draft.lines.map(({ addressId }) => addressId))];
  return addressIds.map((addressId, place) => {
    const items = draft.lines
      .filter((line) => line.addressId === addressId)
      .reduce((sum, line) => sum + lineTax(line), 0);
    const shipping = draft.parcels.find(({ id }) => id === addressId)?.tax ?? 0;
    return taxRow(draft, draft.id * 10 + place, addressId, items + shipping);
  });
};
