import assert from "node:assert/strict";
import { listsInConsignments, mayHaveCoupon } from "../../domain/listsInConsignments";
import type { Order, Part } from "../../domain/order";
import { aConsignment, anAddress, anOrder, lines } from "../support/anOrder";

const withConsignments = (consignments: unknown, over: Partial<Order> = {}): Order =>
  anOrder({ consignments, ...over });

describe("listsInConsignments", () => {
  it("returns products and addresses of an ordinary order", () => {
    assert.deepEqual(listsInConsignments(anOrder()), {
      products: lines(100, 1),
      shippingAddresses: [anAddress(100)],
    });
  });

  it("gathers the lines of every kind of consignment in ascending order of id", () => {
    const [one, two, three, four] = lines(100, 4);
    const consignments = {
      pickups: [{ line_items: [four] }],
      shipping: [aConsignment(100, { line_items: [two] })],
      downloads: [{ line_items: [three] }],
      email: { gift_certificates: [{ line_items: [one] }] },
    };
    const { products } = listsInConsignments(withConsignments(consignments, { items_total: 4 }));
    assert.deepEqual(products, lines(100, 4));
  });

  it("returns no addresses for an order of downloads only", () => {
    const consignments = { shipping: [], downloads: [{ line_items: lines(100, 1) }] };
    const order = withConsignments(consignments, { shipping_address_count: 0 });
    assert.deepEqual(listsInConsignments(order).shippingAddresses, []);
  });

  const untrusted: [string, Order][] = [
    ["the legacy array", withConsignments([{ shipping: [aConsignment(100)] }])],
    ["a link instead of consignments", withConsignments({ url: "u", resource: "r" })],
    [
      "line items that are links",
      withConsignments({ shipping: [aConsignment(100, { line_items: [{ url: "u" }] })] }),
    ],
    [
      "exactly 50 lines in a consignment",
      withConsignments(
        { shipping: [aConsignment(100, { line_items: lines(100, 50) })] },
        { items_total: 50 },
      ),
    ],
    [
      "a __warning__ beside the lines",
      withConsignments({ shipping: [aConsignment(100, { __warning__: { message: "more" } })] }),
    ],
    ["quantities that do not add up to items_total", anOrder({ items_total: 2 })],
    [
      "the same line in two consignments",
      withConsignments(
        { pickups: [{ line_items: lines(100, 1) }], shipping: [aConsignment(100)] },
        { items_total: 2 },
      ),
    ],
  ];
  for (const [title, order] of untrusted) {
    it(`returns no products, so that their own list is read, when it finds ${title}`, () => {
      assert.equal(listsInConsignments(order).products, undefined);
    });
  }

  it("keeps a warning about lines out of the address", () => {
    const order = withConsignments({ shipping: [aConsignment(100, { __warning__: "more" })] });
    assert.deepEqual(listsInConsignments(order).shippingAddresses, [anAddress(100)]);
  });

  it("returns no addresses when their number is not the order's", () => {
    const order = anOrder({ shipping_address_count: 2 });
    assert.equal(listsInConsignments(order).shippingAddresses, undefined);
  });
  for (const base_cost of [undefined, null, "5.1000", 5.12345]) {
    it(`returns no addresses when a cost is ${JSON.stringify(base_cost) ?? "absent"}`, () => {
      const order = withConsignments({ shipping: [aConsignment(100, { base_cost })] });
      assert.equal(listsInConsignments(order).shippingAddresses, undefined);
    });
  }
});

describe("mayHaveCoupon", () => {
  const discounted = (discount: object): readonly Part[] => {
    const line = { ...lines(100, 1)[0], id: 1, applied_discounts: [discount] };
    return [line];
  };
  const shipping = (base: unknown, exTax: unknown, incTax: unknown) => ({
    base_shipping_cost: base,
    shipping_cost_ex_tax: exTax,
    shipping_cost_inc_tax: incTax,
  });
  const withCoupon: [string, Order, readonly Part[]][] = [
    ["the order shows a discount from one", anOrder({ coupon_discount: "3.0000" }), lines(100, 1)],
    [
      "shipping that has a price costs nothing",
      anOrder({ ...shipping("5.1000", "0.0000", "0.0000") }),
      lines(100, 1),
    ],
    [
      "shipping costs less than its base price",
      anOrder({ ...shipping("5.1000", "3.1000", "3.5300") }),
      lines(100, 1),
    ],
    ...[undefined, null, "", "none"].flatMap((unknown): [string, Order, readonly Part[]][] => [
      [`the discount is ${String(unknown)}`, anOrder({ coupon_discount: unknown }), lines(100, 1)],
      [
        `the base price of shipping is ${String(unknown)}`,
        anOrder({ base_shipping_cost: unknown }),
        lines(100, 1),
      ],
    ]),
    ["a line has a discount with a code", anOrder(), discounted({ id: "x", code: "SAVE" })],
    [
      "a line has its share of a discount without a code",
      anOrder(),
      discounted({ id: "total-coupon", code: null }),
    ],
  ];
  for (const [title, order, products] of withCoupon) {
    it(`is true where ${title}`, () => {
      assert.equal(mayHaveCoupon(order, products), true);
    });
  }

  it("is false of a discount without a coupon", () => {
    const products = discounted({ id: "manual-discount", code: null });
    assert.equal(mayHaveCoupon(anOrder(), products), false);
  });

  for (const [title, order] of [
    ["without discounts", anOrder()],
    ["whose prices include tax", anOrder({ ...shipping("5.5300", "5.1000", "5.5300") })],
    ["without shipping", anOrder({ ...shipping("0.0000", "0.0000", "0.0000") })],
    ["whose amounts are numbers", anOrder({ coupon_discount: 0, ...shipping(5.1, 5.1, 5.53) })],
  ] as const)
    it(`is false of an order ${title}`, () => {
      assert.equal(mayHaveCoupon(order, lines(100, 1)), false);
    });
});
