import { rfc2822 } from "./dates";
import { shippedQuantities } from "./fulfilment";
import type { JsonObject } from "./json";
import { link, type Links } from "./links";
import { decimal, type Cents } from "./money";
import type { OrderDraft } from "./orderDraft";
import type { OrderRow } from "./orderRow";
import { orderTotals, type OrderTotals } from "./orderTotals";
import type { Random } from "./random";
import { statusName } from "./statuses";

const zero = decimal(0);
const noExchange = "1.0000000000";
const foreign = { id: 2, code: "EUR", rate: "0.9200000000" };

const trio = (name: string, base: Cents, tax: Cents, taxClassId: number): JsonObject => ({
  [`base_${name}_cost`]: decimal(base),
  [`${name}_cost_ex_tax`]: decimal(base),
  [`${name}_cost_inc_tax`]: decimal(base + tax),
  [`${name}_cost_tax`]: decimal(tax),
  [`${name}_cost_tax_class_id`]: taxClassId,
});

const money = ({
  subtotal,
  subtotalTax,
  shipping,
  shippingTax,
  total,
  totalTax,
}: OrderTotals): JsonObject => ({
  subtotal_ex_tax: decimal(subtotal),
  subtotal_inc_tax: decimal(subtotal + subtotalTax),
  subtotal_tax: decimal(subtotalTax),
  ...trio("shipping", shipping, shippingTax, 2),
  ...trio("handling", 0, 0, 2),
  ...trio("wrapping", 0, 0, 3),
  total_ex_tax: decimal(total),
  total_inc_tax: decimal(total + totalTax),
  total_tax: decimal(totalTax),
});

const paymentMethod = (row: OrderRow, chance: Random): string => {
  const drawn = chance.pick(["Credit Card", "Credit Card", "PayPal", "Test Payment Gateway"]);
  return row.paymentStatus === "pending" ? "Bank Deposit" : drawn;
};

const payment = (row: OrderRow, chance: Random): JsonObject => ({
  payment_method: paymentMethod(row, chance),
  payment_provider_id: chance.pick(["", "", null, `ch_${chance.integer(100000, 999999)}`]),
  payment_status: row.paymentStatus,
  // BigCommerce documents this field as always zero; refunds are told by V3 only.
  refunded_amount: zero,
});

const origin = ({ shopper }: OrderDraft, chance: Random): JsonObject => {
  const isV6 = chance.chance(0.15);
  const host = chance.integer(1, 254);
  return {
    ip_address: isV6 ? "" : `203.0.113.${host}`,
    ip_address_v6: isV6 ? `2001:db8::${host.toString(16)}` : "",
    geoip_country: shopper.home.country,
    geoip_country_iso2: shopper.home.country_iso2,
  };
};

const currency = ({ traits }: OrderDraft): JsonObject => {
  const { id, code, rate } = traits.foreignCurrency
    ? foreign
    : { id: 1, code: "USD", rate: noExchange };
  return {
    currency_id: id,
    currency_code: code,
    currency_exchange_rate: rate,
    default_currency_id: id,
    default_currency_code: code,
  };
};

const notes = (chance: Random): JsonObject => ({
  staff_notes: chance.chance(0.05) ? "BIN-45, call before delivery" : "",
  customer_message: chance.pick([
    "",
    "",
    "",
    "",
    "Gift: <b>please</b> leave out the invoice",
    "Danke schön! 🎁",
  ]),
});

const billing = ({ shopper, id }: OrderDraft): JsonObject => ({
  ...shopper.home,
  form_fields: id % 9 === 0 ? [{ name: "License ID", value: "123BAF" }] : [],
});

const discounts = ({ coupons }: OrderTotals, { parcels }: OrderDraft): JsonObject => ({
  discount_amount: zero,
  coupon_discount: decimal(coupons),
  shipping_address_count: parcels.length,
});

const source = ({ traits }: OrderDraft, chance: Random): JsonObject => ({
  is_email_opt_in: chance.chance(0.3),
  credit_card_type: null,
  order_source: traits.source ?? chance.pick(["www", "www", "www", "mobile", "checkout_api"]),
  channel_id: 1,
  external_source: traits.externalSource ?? null,
});

const ending = ({ traits, shopper }: OrderDraft, row: OrderRow): JsonObject => ({
  external_id: null,
  external_merchant_id: null,
  tax_provider_id: "BasicTaxProvider",
  customer_locale: shopper.locale,
  external_order_id: "",
  store_default_currency_code: "USD",
  store_default_to_transactional_exchange_rate: traits.foreignCurrency ? foreign.rate : noExchange,
  custom_status: statusName(row.statusId),
});

export interface OrderView {
  readonly draft: OrderDraft;
  readonly row: OrderRow;
  readonly links: Links;
}

const shippedItems = ({ draft, row }: OrderView): number => {
  let items = 0;
  for (const quantity of shippedQuantities(draft, row.shipped).values()) items += quantity;
  return items;
};

const start = ({ draft, row }: OrderView): JsonObject => ({
  id: row.id,
  customer_id: draft.shopper.customerId,
  date_created: rfc2822(row.createdAt),
  is_tax_inclusive_pricing: false,
  date_modified: rfc2822(row.modifiedAt),
  date_shipped: row.shippedAt > 0 ? rfc2822(row.shippedAt) : "",
  status_id: row.statusId,
  status: statusName(row.statusId),
});

/** An order as V2 writes it, every sub-resource a link; keys in the order of live answers. */
export const orderDocument = (view: OrderView): JsonObject => {
  const { draft, row, links } = view;
  const chance = draft.details();
  const totals = orderTotals(draft);
  const path = `/orders/${row.id}`;
  return {
    ...start(view),
    ...money(totals),
    items_total: totals.items,
    items_shipped: shippedItems(view),
    ...payment(row, chance),
    order_is_digital: draft.kind === "digital",
    store_credit_amount: zero,
    gift_certificate_amount: zero,
    ...origin(draft, chance),
    ...currency(draft),
    ...notes(chance),
    ...discounts(totals, draft),
    is_deleted: row.isDeleted,
    ebay_order_id: "0",
    cart_id: draft.traits.source === "external" ? null : draft.cartId,
    billing_address: billing(draft),
    fees: link(links, `${path}/fees`),
    ...source(draft, chance),
    consignments: link(links, `${path}/consignments`),
    products: link(links, `${path}/products`),
    shipping_addresses: link(links, `${path}/shipping_addresses`),
    coupons: link(links, `${path}/coupons`),
    ...ending(draft, row),
    ...row.edits,
  };
};
