import assert from "node:assert/strict";
import { fingerprintOf, toSnapshot } from "../../domain/record";
import { anAddress, anOrder, lines } from "../support/anOrder";

const readAt = "2026-11-21T10:01:00.000Z";

describe("toSnapshot", () => {
  const parts = { products: lines(100, 2), shippingAddresses: [anAddress(100)], coupons: [] };

  it("holds the skew of the store's clock by the response, or all that is trusted", () => {
    const measured = { minMs: -10_700, maxMs: -9_200 };
    const { clockSkew } = toSnapshot(anOrder(), parts, readAt, measured);
    assert.deepEqual(clockSkew, { minMs: -10_700, maxMs: 1_000 });
  });

  it("holds id, both instants as ISO strings, the order's own fields and its lists", () => {
    const { order, fingerprint, ...rest } = toSnapshot(anOrder(), parts, readAt);
    const modifiedAt = "2026-11-21T10:00:05.000Z";
    const clockSkew = { minMs: -300_000, maxMs: 300_000 };
    const whole = { wholeReadAt: readAt, wholeModifiedAt: modifiedAt, clockSkew };
    assert.deepEqual(rest, { id: 100, modifiedAt, readAt, isArchived: false, ...whole, ...parts });
    assert.equal(fingerprint, fingerprintOf(anOrder()));
    assert.equal(order["total_inc_tax"], "9.9900");
  });

  it("keeps unknown fields, and money as the text it came as", () => {
    const order = anOrder({ total_inc_tax: "1e3", fees: { url: "f" }, brand_new: [null] });
    const own = toSnapshot(order, parts, readAt).order;
    assert.equal(own["total_inc_tax"], "1e3");
    assert.deepEqual(own["brand_new"], [null]);
    assert.deepEqual(own["fees"], { url: "f" });
  });

  it("drops links to the lists in the record, and the consignments that the lists came from", () => {
    const own = toSnapshot(anOrder(), parts, readAt).order;
    for (const field of ["products", "shipping_addresses", "coupons", "consignments"]) {
      assert.equal(field in own, false, field);
    }
  });

  it("drops an address's link to its quotes, which depends on where the address was read", () => {
    const address = { ...anAddress(100), shipping_quotes: { url: "u", resource: "r" } };
    const { shippingAddresses } = toSnapshot(
      anOrder(),
      { ...parts, shippingAddresses: [address] },
      readAt,
    );
    assert.deepEqual(shippingAddresses, [anAddress(100)]);
  });

  it("marks an archived order as archived", () => {
    assert.equal(toSnapshot(anOrder({ is_deleted: true }), parts, readAt).isArchived, true);
  });

  it("stores empty lists as empty lists", () => {
    const empty = { products: [], shippingAddresses: [], coupons: [] };
    const { products, shippingAddresses, coupons } = toSnapshot(anOrder(), empty, readAt);
    assert.deepEqual({ products, shippingAddresses, coupons }, empty);
  });
});

describe("fingerprintOf", () => {
  it("is the same for an order read with its lists, listed, or returned by a status change", () => {
    const { consignments, ...listed } = anOrder();
    assert.ok(consignments);
    const backwards = Object.fromEntries(Object.entries(listed).reverse());
    assert.equal(fingerprintOf(backwards), fingerprintOf(anOrder()));
  });

  it("differs with any field, nested fields included", () => {
    const address = (street_1: string) => anOrder({ billing_address: { street_1, city: "Ghent" } });
    assert.notEqual(fingerprintOf(address("Main St 1")), fingerprintOf(address("Main St 2")));
    assert.notEqual(fingerprintOf(anOrder()), fingerprintOf(anOrder({ status_id: 9 })));
  });
});
