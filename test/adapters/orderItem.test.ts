import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readItem, toItemChange } from "../../adapters/orderItem";
import type { Part } from "../../domain/order";
import { aSnapshot } from "../support/aSnapshot";

/** Lines of about 900 bytes each, which compress well. */
const manyLines = (count: number): Part[] =>
  Array.from({ length: count }, (_, n) => ({ id: n + 1, name: `Line ${n} ü `.repeat(80) }));

/** Bytes that do not compress. */
const noise = (bytes: number): string => randomBytes(bytes).toString("base64");

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

  it("rejects an order too large even when compressed, and names the order", () => {
    const line = { id: 1, name: noise(400_000) };
    const snapshot = aSnapshot({ products: [line] });
    assert.throws(() => toItemChange(snapshot), {
      code: "record.tooLarge",
      message: /^Order 100 takes/,
    });
  });

  it("writes a snapshot without lists, and leaves the row's products unchanged", () => {
    const { id, modifiedAt, readAt, order, fingerprint, isArchived } = aSnapshot();
    const partial = { id, modifiedAt, readAt, order, fingerprint, isArchived };
    const { set, remove } = toItemChange(partial);
    assert.deepEqual(Object.keys(set).sort(), ["fingerprint", "modifiedAt", "order", "readAt"]);
    assert.deepEqual(remove, ["archivedAt"]);
  });
});

describe("readItem", () => {
  it("returns a small item unchanged", () => {
    const item = { id: 1, products: [{ id: 2 }] };
    assert.deepEqual(readItem(item), item);
  });
});
