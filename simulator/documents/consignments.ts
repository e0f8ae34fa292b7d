import type { JsonObject } from "../json";
import { type OrderContent, type OrderLine, pickupMethodId } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import { shippingConsignment } from "./addressDocument";
import { link, type Links } from "./links";

/** A consignment has at most 50 full lines, and a warning above; BigCommerce doesn't document the cap (bigcommerce/docs issue 960). */
const maxLineItems = 50;

const warning = (orderId: number): string =>
  `Not all line items of this consignment are returned: only ${maxLineItems} are included. Use /v2/orders/${orderId}/products to read them all.`;

export interface ConsignmentView {
  readonly content: OrderContent;
  readonly row: OrderRow;
  readonly links: Links;
  /** The order's lines or placeholders for them; undefined for links. */
  readonly products: readonly unknown[] | undefined;
}

const lineItems = (
  { content, links, products }: ConsignmentView,
  isIncluded: (line: OrderLine) => boolean,
): JsonObject => {
  if (!products) {
    const lines = content.lines.filter(isIncluded);
    return {
      line_items: lines.map(({ id }) => link(links, `/orders/${content.id}/products/${id}`)),
    };
  }
  const full = products.filter((_, index) => isIncluded(content.lines[index] as OrderLine));
  if (full.length <= maxLineItems) return { line_items: full };
  return { line_items: full.slice(0, maxLineItems), __warning__: warning(content.id) };
};

const pickupLocation: JsonObject = {
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
      location: pickupLocation,
      ...lineItems(view, ({ pickupMethodId: id }) => id > 0),
    },
  ];
};

/** The consignment of lines that are delivered by e-mail, neither shipped nor picked up. */
const byEmail = (view: ConsignmentView, type: string): JsonObject[] => {
  const isIncluded = ({ product, pickupMethodId: id }: OrderLine): boolean =>
    product.type === type && id === 0;
  if (!view.content.lines.some(isIncluded)) return [];
  return [{ recipient_email: view.content.shopper.home.email, ...lineItems(view, isIncluded) }];
};

/** An order's consignments in the shape of `consignment_structure=object`. */
export const consignments = (view: ConsignmentView): JsonObject => ({
  pickups: pickups(view),
  shipping: view.content.parcels.map((parcel) =>
    shippingConsignment(
      view,
      parcel,
      lineItems(view, ({ addressId }) => addressId === parcel.id),
    ),
  ),
  downloads: byEmail(view, "digital"),
  email: { gift_certificates: byEmail(view, "giftcertificate") },
});
