import { shippingConsignment } from "./addressDocument";
import type { JsonObject } from "../json";
import { link, type Links } from "./links";
import { pickupMethodId, type OrderLine, type OrderContent } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";

/** A full consignment holds no more lines than this and says so; BigCommerce doesn't document it (bigcommerce/docs issue 960). */
const lineItemCap = 50;

const warning = (orderId: number): string =>
  `Not all line items of this consignment are returned: only ${lineItemCap} are included. Use /v2/orders/${orderId}/products to read them all.`;

export interface ConsignmentView {
  readonly content: OrderContent;
  readonly row: OrderRow;
  readonly links: Links;
  /** The order's lines in full or what stands for them, or undefined for links to them. */
  readonly products: readonly unknown[] | undefined;
}

const lineItems = (
  { content, links, products }: ConsignmentView,
  belongs: (line: OrderLine) => boolean,
): JsonObject => {
  if (!products) {
    const mine = content.lines.filter(belongs);
    return {
      line_items: mine.map(({ id }) => link(links, `/orders/${content.id}/products/${id}`)),
    };
  }
  const full = products.filter((_, index) => belongs(content.lines[index] as OrderLine));
  if (full.length <= lineItemCap) return { line_items: full };
  return { line_items: full.slice(0, lineItemCap), __warning__: warning(content.id) };
};

const pickupPlace: JsonObject = {
  id: 1,
  name: "Workshop Austin",
  code: "WORKSHOP-1",
  address_line_1: "123 Main Street",
  address_line_2: "Suite 101",
  city: "Austin",
  state: "Texas",
  postal_code: "78726",
  country_alpha2: "US",
  email: "workshop@example.com",
  phone: "+1 555-0100",
};

const pickups = (view: ConsignmentView): JsonObject[] => {
  if (!view.content.lines.some(({ pickupMethodId: id }) => id > 0)) return [];
  return [
    {
      id: view.content.id,
      pickup_method_id: pickupMethodId,
      pickup_method_display_name: "Pick up in store",
      collection_instructions: "Bring your order number",
      collection_time_description: "9am - 6pm",
      location: pickupPlace,
      ...lineItems(view, ({ pickupMethodId: id }) => id > 0),
    },
  ];
};

/** Lines that go by mail instead of by parcel; nobody waits for them at the counter either. */
const byMail = (view: ConsignmentView, type: string): JsonObject[] => {
  const belongs = ({ product, pickupMethodId: id }: OrderLine): boolean =>
    product.type === type && id === 0;
  if (!view.content.lines.some(belongs)) return [];
  return [{ recipient_email: view.content.shopper.home.email, ...lineItems(view, belongs) }];
};

/** Where an order's lines go, in the shape that `consignment_structure=object` asks for. */
export const consignments = (view: ConsignmentView): JsonObject => ({
  pickups: pickups(view),
  shipping: view.content.parcels.map((parcel) =>
    shippingConsignment(
      view,
      parcel,
      lineItems(view, ({ addressId }) => addressId === parcel.id),
    ),
  ),
  downloads: byMail(view, "digital"),
  email: { gift_certificates: byMail(view, "giftcertificate") },
});
