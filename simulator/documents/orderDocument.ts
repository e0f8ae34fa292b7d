import { rfc2822 } from "../dates";
import type { JsonObject } from "../json";
import { decimal } from "../money";
import type { OrderContent } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import { orderTotals } from "../orders/orderTotals";
import { statusName } from "../orders/statuses";
import type { Random } from "../seededRandom";
import { link, type Links } from "./links";
import { shippedQuantities } from "./shippedQuantities";

const zero = decimal(0);
const noExchange = "1.0000000000";

/** The store's currency, and the currency of some shoppers. */
const dollars = { id: 1, code: "USD", rate: noExchange };
const euros = { id: 2, code: "EUR", rate: "0.9200000000" };

/** Values that no other part of the order depends on, generated after the content. */
interface RandomFields {
  readonly paymentMethod: string;
  readonly paymentProvider: string | null;
  readonly ip: string;
  readonly ipV6: string;
  readonly staffNotes: string;
  readonly customerMessage: string;
  readonly isOptIn: boolean;
  readonly source: string;
}

const customerMessages = [
  "",
  "",
  "",
  "",
  "Gift: <b>please</b> leave out the invoice",
  "Danke schön! 🎁",
];

const randomFields = (random: Random): RandomFields => {
  const host = random.integer(1, 254);
  const isV6 = random.chance(0.15);
  return {
    paymentMethod: random.pick(["Credit Card", "Credit Card", "PayPal", "Test Payment Gateway"]),
    paymentProvider: random.pick(["", "", null, `ch_${random.integer(100000, 999999)}`]),
    ip: isV6 ? "" : `203.0.113.${host}`,
    ipV6: isV6 ? `2001:db8::${host.toString(16)}` : "",
    staffNotes: random.chance(0.05) ? "BIN-45, call before delivery" : "",
    customerMessage: random.pick(customerMessages),
    isOptIn: random.chance(0.3),
    source: random.pick(["www", "www", "www", "mobile", "checkout_api"]),
  };
};

export interface OrderView {
  readonly content: OrderContent;
  readonly row: OrderRow;
  readonly links: Links;
  /** Replace the links to these subresources, if the request includes them. */
  readonly included?: { readonly consignments?: unknown; readonly fees?: unknown };
}

const shippedItems = ({ content, row }: OrderView): number => {
  let items = 0;
  for (const quantity of shippedQuantities(content, row.shipped).values()) items += quantity;
  return items;
};

/**
 * An order as V2 returns it, with keys in the order of captured responses. One long literal on purpose: assembling it
 * from parts takes ten times as long.
 */
const uneditedDocument = (view: OrderView): JsonObject => {
  const { content, row, links, included } = view;
  const { traits, shopper } = content;
  const fields = randomFields(content.detailRandom());
  const money = orderTotals(content);
  const currency = traits.foreignCurrency ? euros : dollars;
  const path = `/orders/${row.id}`;
  return {
    id: row.id,
    customer_id: shopper.customerId,
    date_created: rfc2822(row.createdAt),
    is_tax_inclusive_pricing: false,
    date_modified: rfc2822(row.modifiedAt),
    date_shipped: row.shippedAt > 0 ? rfc2822(row.shippedAt) : "",
    status_id: row.statusId,
    status: statusName(row.statusId),
    subtotal_ex_tax: decimal(money.subtotal),
    subtotal_inc_tax: decimal(money.subtotal + money.subtotalTax),
    subtotal_tax: decimal(money.subtotalTax),
    base_shipping_cost: decimal(money.shipping),
    shipping_cost_ex_tax: decimal(money.shipping - money.shippingDiscount),
    shipping_cost_inc_tax: decimal(money.shipping - money.shippingDiscount + money.shippingTax),
    shipping_cost_tax: decimal(money.shippingTax),
    shipping_cost_tax_class_id: 2,
    base_handling_cost: zero,
    handling_cost_ex_tax: zero,
    handling_cost_inc_tax: zero,
    handling_cost_tax: zero,
    handling_cost_tax_class_id: 2,
    base_wrapping_cost: zero,
    wrapping_cost_ex_tax: zero,
    wrapping_cost_inc_tax: zero,
    wrapping_cost_tax: zero,
    wrapping_cost_tax_class_id: 3,
    total_ex_tax: decimal(money.total),
    total_inc_tax: decimal(money.total + money.totalTax),
    total_tax: decimal(money.totalTax),
    items_total: money.items,
    items_shipped: shippedItems(view),
    payment_method: row.paymentStatus === "pending" ? "Bank Deposit" : fields.paymentMethod,
    payment_provider_id: fields.paymentProvider,
    payment_status: row.paymentStatus,
    // Documented as always zero; only V3 reports refunds.
    refunded_amount: zero,
    order_is_digital: content.kind === "digital",
    store_credit_amount: zero,
    gift_certificate_amount: zero,
    ip_address: fields.ip,
    ip_address_v6: fields.ipV6,
    geoip_country: shopper.home.country,
    geoip_country_iso2: shopper.home.country_iso2,
    currency_id: currency.id,
    currency_code: currency.code,
    currency_exchange_rate: currency.rate,
    default_currency_id: currency.id,
    default_currency_code: currency.code,
    staff_notes: fields.staffNotes,
    customer_message: fields.customerMessage,
    discount_amount: zero,
    coupon_discount: decimal(money.coupons),
    shipping_address_count: content.parcels.length,
    is_deleted: row.isDeleted,
    ebay_order_id: "0",
    cart_id: traits.source === undefined ? content.cartId : null,
    billing_address: {
      ...shopper.home,
      form_fields: row.id % 9 === 0 ? [{ name: "License ID", value: "123BAF" }] : [],
    },
    fees: included?.fees ?? link(links, `${path}/fees`),
    is_email_opt_in: fields.isOptIn,
    credit_card_type: null,
    order_source: traits.source ?? fields.source,
    channel_id: 1,
    external_source: traits.externalSource ?? null,
    consignments: included?.consignments ?? link(links, `${path}/consignments`),
    products: link(links, `${path}/products`),
    shipping_addresses: link(links, `${path}/shipping_addresses`),
    coupons: link(links, `${path}/coupons`),
    external_id: null,
    external_merchant_id: null,
    tax_provider_id: "BasicTaxProvider",
    customer_locale: shopper.locale,
    external_order_id: "",
    store_default_currency_code: dollars.code,
    store_default_to_transactional_exchange_rate: currency.rate,
    custom_status: statusName(row.statusId),
  };
};

export const orderDocument = (view: OrderView): JsonObject =>
  view.row.edits ? { ...uneditedDocument(view), ...view.row.edits } : uneditedDocument(view);
