import assert from "node:assert/strict";
import { aStore, type Fields } from "./aStore";

/** The key order of captured responses. */
const liveKeys =
  "id customer_id date_created is_tax_inclusive_pricing date_modified date_shipped status_id status subtotal_ex_tax subtotal_inc_tax subtotal_tax base_shipping_cost shipping_cost_ex_tax shipping_cost_inc_tax shipping_cost_tax shipping_cost_tax_class_id base_handling_cost handling_cost_ex_tax handling_cost_inc_tax handling_cost_tax handling_cost_tax_class_id base_wrapping_cost wrapping_cost_ex_tax wrapping_cost_inc_tax wrapping_cost_tax wrapping_cost_tax_class_id total_ex_tax total_inc_tax total_tax items_total items_shipped payment_method payment_provider_id payment_status refunded_amount order_is_digital store_credit_amount gift_certificate_amount ip_address ip_address_v6 geoip_country geoip_country_iso2 currency_id currency_code currency_exchange_rate default_currency_id default_currency_code staff_notes customer_message discount_amount coupon_discount shipping_address_count is_deleted ebay_order_id cart_id billing_address fees is_email_opt_in credit_card_type order_source channel_id external_source consignments products shipping_addresses coupons external_id external_merchant_id tax_provider_id customer_locale external_order_id store_default_currency_code store_default_to_transactional_exchange_rate custom_status".split(
    " ",
  );

const dates = ["date_created", "date_modified"];
const money = liveKeys.filter(
  (key) =>
    /(_cost|_amount|_discount|_(ex|inc)_tax|(cost|total)_tax)$/.test(key) || key === "subtotal_tax",
);
const cents = (value: unknown): number => Math.round(Number(value) * 100);
const sum = (list: readonly Fields[], key: string): number =>
  list.reduce((total, each) => total + cents(each[key]), 0);

describe("The values of an order", () => {
  const shop = aStore({ orders: 250, behaviour: { unknownFields: "never" } });
  const orders = shop.read<Fields[]>("/v2/orders?limit=250");
  const lines = (id: unknown): Fields[] =>
    [1, 2, 3].flatMap(
      (page) =>
        shop.read<Fields[] | undefined>(
          `/v2/orders/${String(id)}/products?limit=250&page=${page}`,
        ) ?? [],
    );

  it("keys have the order of captured responses", () => {
    for (const order of orders) assert.deepEqual(Object.keys(order), liveKeys);
  });

  it("dates are RFC 2822 in UTC with +0000, and date_shipped is empty until shipped", () => {
    const pattern =
      /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000$/;
    for (const order of orders) {
      for (const key of dates) assert.match(String(order[key]), pattern);
      assert.match(
        String(order["date_shipped"]),
        order["status_id"] === 2 ? pattern : /^$|\+0000$/,
      );
    }
  });

  it("money is a decimal string of 4 places, exchange rates have 10", () => {
    assert.ok(money.length > 20);
    for (const order of orders) {
      for (const key of money) assert.match(String(order[key]), /^-?\d+\.\d{4}$/, key);
      assert.match(String(order["currency_exchange_rate"]), /^\d+\.\d{10}$/);
    }
  });

  it('absent values are an empty string, "0" or null, as in captured responses', () => {
    const [order = {}] = orders;
    assert.deepEqual([order["ebay_order_id"], order["external_order_id"]], ["0", ""]);
    for (const key of [
      "credit_card_type",
      "external_id",
      "external_source",
      "external_merchant_id",
    ])
      assert.equal(order[key], null);
  });

  it("subresources are links, whose resource is the path after the API version", () => {
    const [order = {}] = orders;
    for (const key of ["products", "shipping_addresses", "coupons", "consignments", "fees"]) {
      assert.deepEqual(order[key], {
        url: `https://api.bigcommerce.com/stores/abc123/v2/orders/100/${key}`,
        resource: `/orders/100/${key}`,
      });
    }
  });

  it("unknown fields are on some orders, on all or on none, by switch", () => {
    const extra = (unknownFields: "sometimes" | "always" | "never"): number =>
      aStore({ orders: 100, behaviour: { unknownFields } })
        .read<Fields[]>("/v2/orders?limit=250")
        .filter((order) => Object.keys(order).some((key) => !liveKeys.includes(key))).length;
    assert.deepEqual([extra("never"), extra("sometimes"), extra("always")], [0, 10, 100]);
  });

  it("counts and is_deleted are odd on one order in ten, by switch", () => {
    const odd = (advisoryFields: "exact" | "odd"): Fields[] =>
      aStore({ orders: 100, behaviour: { advisoryFields } })
        .read<Fields[]>("/v2/orders?limit=250")
        .filter((order) => !Number.isInteger(order["items_total"]));
    assert.equal(odd("exact").length, 0);
    assert.equal(odd("odd").length, 10);
    const flags = odd("odd").map(({ is_deleted }) => is_deleted);
    assert.deepEqual(new Set(flags), new Set([null, "", 1.5, undefined]));
  });

  it("unread fields are extreme on one order in ten, by switch, digit by digit", () => {
    const extreme = (unreadFields: "plain" | "extreme", query = ""): number => {
      const shop = aStore({ orders: 100, behaviour: { unreadFields } });
      const { body } = shop.request(`/v2/orders?limit=250${query}`);
      return body.split('"external_id":576461413038785752,').length - 1;
    };
    assert.deepEqual([extreme("plain"), extreme("extreme")], [0, 10]);
    const inLines = extreme("extreme", "&include=consignments.line_items");
    assert.ok(inLines > 10, `${inLines}`);
  });

  it("lines, parcels and coupons add up to the order's totals, to the cent", () => {
    for (const order of orders) {
      const all = lines(order["id"]);
      const parcels =
        shop.read<Fields[] | undefined>(`/v2/orders/${String(order["id"])}/shipping_addresses`) ??
        [];
      const coupons =
        shop.read<Fields[] | undefined>(`/v2/orders/${String(order["id"])}/coupons`) ?? [];
      assert.equal(sum(all, "total_ex_tax"), cents(order["subtotal_ex_tax"]));
      assert.equal(sum(all, "total_tax"), cents(order["subtotal_tax"]));
      const onShipping = coupons.filter(({ type }) => type === 3 || type === 4);
      const onLines = coupons.filter((coupon) => !onShipping.includes(coupon));
      assert.equal(
        sum(parcels, "cost_inc_tax") - sum(onShipping, "discount"),
        cents(order["shipping_cost_inc_tax"]),
      );
      assert.equal(sum(onLines, "discount"), cents(order["coupon_discount"]));
      assert.equal(
        sum(all, "total_inc_tax") - sum(all, "discounted_total_inc_tax"),
        cents(order["coupon_discount"]),
      );
      assert.equal(
        cents(order["subtotal_ex_tax"]) +
          cents(order["shipping_cost_ex_tax"]) -
          cents(order["coupon_discount"]),
        cents(order["total_ex_tax"]),
      );
      assert.equal(
        cents(order["total_ex_tax"]) + cents(order["total_tax"]),
        cents(order["total_inc_tax"]),
      );
      assert.ok(cents(order["total_inc_tax"]) > 0);
    }
  });

  it("a line's totals are its price times its quantity, and quantities add up to items_total", () => {
    for (const order of orders.slice(0, 80)) {
      const all = lines(order["id"]);
      for (const line of all)
        assert.equal(
          cents(line["price_inc_tax"]) * Number(line["quantity"]),
          cents(line["total_inc_tax"]),
        );
      assert.equal(
        all.reduce((total, { quantity }) => total + Number(quantity), 0),
        order["items_total"],
      );
    }
  });

  it("order_is_digital is true exactly where every line is digital", () => {
    for (const order of orders) {
      assert.equal(
        order["order_is_digital"],
        lines(order["id"]).every(({ type }) => type === "digital"),
      );
    }
  });

  it("a registered customer has the same name and e-mail in every order, and guests have id 0", () => {
    const known = new Map<unknown, string>();
    for (const { customer_id: id, billing_address: address } of orders) {
      const { first_name: first, last_name: last, email } = address as Fields;
      const name = `${String(first)} ${String(last)} ${String(email)}`;
      if (id !== 0) assert.equal(known.get(id) ?? name, name);
      known.set(id, name);
    }
    assert.ok(known.has(0));
  });

  it("an order has either an IPv4 or an IPv6 address", () => {
    for (const { ip_address: v4, ip_address_v6: v6 } of orders)
      assert.notEqual(v4 === "", v6 === "");
  });
});
