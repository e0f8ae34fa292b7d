import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { partsInChunks, readItem, toItemChange } from "../../adapters/orderItem";
import type { Part } from "../../domain/order";
import { aSnapshot } from "../support/aSnapshot";

/** Lines of about 900 bytes each, which compress well. */
const manyLines = (count: number): Part[] =>
  Array.from({ length: count }, (_, n) => ({ id: n + 1, name: `Line ${n} ü `.repeat(80) }));

/** Bytes that do not compress. */
const noise = (bytes: number): string => randomBytes(bytes).toString("base64");

/** Bytes of an item as JSON, its compressed parts as they are. */
const sizeOf = (item: Readonly<Record<string, unknown>>): number =>
  Object.values(item).reduce<number>(
    (sum, value) =>
      sum + (value instanceof Uint8Array ? value.length : JSON.stringify(value).length),
    0,
  );

/** A reading without lists, as the response to a status change. */
const aPartial = () => {
  const { id, modifiedAt, readAt, order, fingerprint, isArchived } = aSnapshot();
  return { id, modifiedAt, readAt, order, fingerprint, isArchived };
};

describe("toItemChange", () => {
  it("stores products uncompressed while they fit", () => {
    const snapshot = aSnapshot({ products: manyLines(100) });
    const { set, remove } = toItemChange(snapshot);
    assert.deepEqual(set["products"], snapshot.products);
    assert.ok(remove.includes("productsGzip"));
  });

  it("stores the products of a huge order as one compressed attribute, without loss", () => {
    const snapshot = aSnapshot({ products: manyLines(2_000) });
    const { set, remove } = toItemChange(snapshot);
    assert.ok(set["productsGzip"] instanceof Uint8Array && set["productsGzip"].length < 390_000);
    assert.ok(remove.includes("products") && !("products" in set));
    assert.deepEqual(readItem(set)["products"], snapshot.products);
  });

  it("compresses every list that is long, the longest first, and leaves the others readable", () => {
    const snapshot = aSnapshot({ products: manyLines(200), shippingAddresses: manyLines(900) });
    const { set, remove } = toItemChange(snapshot);
    const compressed = Object.keys(set).filter((name) => name.endsWith("Gzip"));
    assert.deepEqual(compressed, ["shippingAddressesGzip"]);
    assert.deepEqual(set["products"], snapshot.products);
    assert.deepEqual(
      ["shippingAddresses", "productsGzip", "couponsGzip"].filter((name) => !remove.includes(name)),
      [],
    );
    const all = manyLines(900);
    const whole = aSnapshot({ products: all, shippingAddresses: all, coupons: all });
    const { set: item } = toItemChange(whole);
    assert.ok(sizeOf(item) < 390_000);
    const { products, shippingAddresses, coupons } = readItem(item);
    assert.deepEqual([products, shippingAddresses, coupons], [all, all, all]);
  });

  it("compresses long fields of the order, also without lists, and leaves readable what decisions need", () => {
    const order = { ...aSnapshot().order, staff_notes: "Call the customer. ".repeat(20_000) };
    for (const reading of [aSnapshot({ order }), { ...aPartial(), order }]) {
      const { set, remove } = toItemChange(reading);
      const fields = ["status_id", "payment_status", "refunded_amount", "order_is_digital"];
      assert.deepEqual(Object.keys(set["order"] as object), fields);
      assert.ok(sizeOf(set) < 20_000 && !remove.includes("orderGzip"));
      assert.deepEqual(readItem(set)["order"], order);
    }
    assert.ok(toItemChange(aSnapshot()).remove.includes("orderGzip"));
  });

  it("has room for the order's fields of a status change, whatever the size of the lists", () => {
    const line = { id: 1, name: noise(260_000) };
    const snapshot = aSnapshot({ products: [line] });
    const { set } = toItemChange(snapshot);
    const order = { ...snapshot.order, staff_notes: noise(23_000) };
    const { set: later } = toItemChange({ ...aPartial(), order });
    assert.ok("order" in later && sizeOf({ ...set, ...later }) < 400 * 1024);
  });

  it("points to chunks of what does not fit compressed, the longest lists first", () => {
    const products = [{ id: 1, name: noise(400_000) }];
    const shippingAddresses = manyLines(100);
    const snapshot = aSnapshot({ products, shippingAddresses });
    const { set, remove, chunked } = toItemChange(snapshot);
    assert.deepEqual(
      chunked.map(({ part, count }) => [part, count]),
      [["products", 2]],
    );
    assert.deepEqual(set["shippingAddresses"], shippingAddresses);
    const [pointer] = partsInChunks(set);
    assert.deepEqual(set["productsChunks"], { version: pointer?.version, count: 2 });
    assert.ok(["products", "productsGzip"].every((name) => remove.includes(name)));
    assert.ok(sizeOf(set) < 340_000);
    const bytes = chunked[0]?.bytes ?? new Uint8Array();
    const read = readItem(set, new Map([["products", bytes]]));
    assert.deepEqual([read["products"], read["shippingAddresses"]], [products, shippingAddresses]);
  });

  it("moves lists to chunks that fit compressed one by one, and not together", () => {
    const [products, shippingAddresses] = [noise(250_000), noise(270_000)].map((name) => [
      { id: 1, name },
    ]);
    const { set, chunked } = toItemChange(aSnapshot({ products, shippingAddresses }));
    assert.deepEqual(
      chunked.map(({ part }) => part),
      ["shippingAddresses"],
    );
    assert.ok(set["productsGzip"] instanceof Uint8Array && sizeOf(set) < 390_000);
  });

  it("writes a snapshot without lists, and leaves the row's lists unchanged", () => {
    const { set, remove } = toItemChange(aPartial());
    assert.deepEqual(Object.keys(set).sort(), ["fingerprint", "modifiedAt", "order", "readAt"]);
    assert.deepEqual(remove, ["orderGzip", "archivedAt"]); // the pointer to chunks stays
  });
});

describe("readItem", () => {
  it("returns a small item unchanged", () => {
    const item = { id: 1, products: [{ id: 2 }] };
    assert.deepEqual(readItem(item), item);
  });

  it("reads a part that an earlier release wrote plain beside a compressed one that it left", () => {
    const old = toItemChange(aSnapshot({ products: manyLines(2_000) })).set;
    const notes = "Call the customer. ".repeat(20_000);
    const { orderGzip } = toItemChange(aSnapshot({ order: { id: 100, notes } })).set;
    const { order, products } = aSnapshot();
    assert.deepEqual(readItem({ ...old, orderGzip, order, products }), {
      ...readItem(old),
      order,
      products,
    });
  });

  it("reads no chunks that an earlier release left behind", () => {
    const products = [{ id: 1, name: noise(400_000) }];
    const old = toItemChange(
      aSnapshot({ products, order: { id: 100, notes: noise(100_000) } }),
    ).set;
    assert.equal(partsInChunks(old).length, 2);
    const modifiedAt = "2026-11-21T10:04:00.000Z";
    const later = { modifiedAt, wholeModifiedAt: modifiedAt };
    assert.deepEqual(partsInChunks({ ...old, ...later, productsGzip: noise(10) }), []);
    const { order, products: plain } = aSnapshot();
    assert.deepEqual(partsInChunks({ ...old, order, products: plain }), []);
  });
});
