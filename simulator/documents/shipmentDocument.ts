import { rfc2822 } from "../dates";
import type { JsonObject } from "../json";
import type { OrderContent, Parcel } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import { shippedQuantities } from "./shippedQuantities";

const shipment = (
  content: OrderContent,
  row: OrderRow,
  parcel: Parcel,
  items: readonly JsonObject[],
): JsonObject => ({
  id: parcel.id,
  order_id: content.id,
  customer_id: content.shopper.customerId,
  order_address_id: parcel.id,
  date_created: rfc2822(row.shippedAt || row.modifiedAt),
  tracking_number: `EJ${parcel.id}US`,
  merchant_shipping_cost: "0.0000",
  shipping_method: parcel.method,
  comments: "",
  shipping_provider: "usps",
  tracking_carrier: "usps",
  tracking_link: "",
  billing_address: content.shopper.home,
  shipping_address: parcel.address,
  items,
  shipping_provider_display_name: "USPS",
  generated_tracking_link: "",
});

/** One shipment for each parcel with shipped lines. */
export const shipmentDocuments = (content: OrderContent, row: OrderRow): JsonObject[] => {
  const shipped = shippedQuantities(content, row.shipped);
  return content.parcels.flatMap((parcel) => {
    const shippedLines = content.lines.filter(
      ({ id, addressId }) => addressId === parcel.id && shipped.has(id),
    );
    const items = shippedLines.map(({ id, product, quantity }) => ({
      order_product_id: id,
      product_id: product.id,
      quantity,
    }));
    return items.length === 0 ? [] : [shipment(content, row, parcel, items)];
  });
};
