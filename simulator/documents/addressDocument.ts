import type { JsonObject } from "../json";
import { type Cents, decimal, numeric } from "../money";
import type { OrderContent, Parcel } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import { link, type Links } from "./links";
import { shippedQuantities } from "./shippedQuantities";

const zones: Readonly<Record<string, number>> = { US: 1, CA: 2, AU: 3 };

export type MoneyFormat = (cents: Cents) => string | number;

const costs = ({ cost, tax }: Parcel, money: MoneyFormat): JsonObject => ({
  base_cost: money(cost),
  cost_ex_tax: money(cost),
  cost_inc_tax: money(cost + tax),
  cost_tax: money(tax),
  cost_tax_class_id: 2,
  base_handling_cost: money(0),
  handling_cost_ex_tax: money(0),
  handling_cost_inc_tax: money(0),
  handling_cost_tax: money(0),
  handling_cost_tax_class_id: 2,
});

const zone = ({ address }: Parcel): JsonObject => ({
  shipping_zone_id: zones[address.country_iso2] ?? 0,
  shipping_zone_name: address.country,
});

/** How many items the address gets, and how many of them were shipped. */
const itemCounts = (content: OrderContent, row: OrderRow, parcel: Parcel): JsonObject => {
  const shipped = shippedQuantities(content, row.shipped);
  const addressed = content.lines.filter(({ addressId }) => addressId === parcel.id);
  return {
    items_total: addressed.reduce((sum, { quantity }) => sum + quantity, 0),
    items_shipped: addressed.reduce((sum, { id }) => sum + (shipped.get(id) ?? 0), 0),
  };
};

const formFields = ({ id }: Parcel): JsonObject[] =>
  id % 70 === 0 ? [{ name: "Delivery Instructions", value: "Leave in backyard" }] : [];

/** The items of `/orders/{id}/shipping_addresses`, with money as decimal strings. */
export const addressDocuments = (
  content: OrderContent,
  row: OrderRow,
  links: Links,
): JsonObject[] =>
  content.parcels.map((parcel) => ({
    id: parcel.id,
    order_id: content.id,
    ...parcel.address,
    ...itemCounts(content, row, parcel),
    shipping_method: parcel.method,
    ...costs(parcel, decimal),
    ...zone(parcel),
    shipping_quotes: link(
      links,
      `/orders/${content.id}/shipping_addresses/${parcel.id}/shipping_quotes`,
    ),
    form_fields: formFields(parcel),
    ...row.addressEdits?.[parcel.id],
  }));

/** The same parcel as an item of `consignments.shipping`, with money as numbers, and lines instead of an order id. */
export const shippingConsignment = (
  { content, row, links }: { content: OrderContent; row: OrderRow; links: Links },
  parcel: Parcel,
  lineItems: JsonObject,
): JsonObject => ({
  id: parcel.id,
  ...parcel.address,
  form_fields: formFields(parcel),
  ...row.addressEdits?.[parcel.id],
  ...lineItems,
  ...itemCounts(content, row, parcel),
  shipping_method: parcel.method,
  ...costs(parcel, numeric),
  ...zone(parcel),
  shipping_quotes: link(
    links,
    `/orders/${content.id}/consignments/shipping/${parcel.id}/shipping_quotes`,
  ),
});
