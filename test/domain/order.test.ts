import assert from "node:assert/strict";
import { Failure } from "../../domain/failure";
import {
  countOf,
  isArchived,
  parseListedOrders,
  parseOrder,
  parsePart,
  toIso,
  validOrders,
} from "../../domain/order";
import { anOrder } from "../support/anOrder";

const failsWith = (message: RegExp) => (error: unknown) =>
  error instanceof Failure && error.code === "payload.invalid" && message.test(error.message);

describe("parseOrder", () => {
  it("keeps unknown fields unchanged", () => {
    const order = parseOrder({ ...anOrder(), new_field: { deep: [1, null, "ü"] } });
    assert.deepEqual((order as Record<string, unknown>)["new_field"], { deep: [1, null, "ü"] });
  });
  for (const odd of [null, "", "3", 1.5, -1, [], undefined]) {
    it(`accepts ${JSON.stringify(odd) ?? "nothing"} in fields that only advise, unchanged`, () => {
      const fields = { is_deleted: odd, items_total: odd, shipping_address_count: odd };
      const order = parseOrder({ ...anOrder(), ...fields });
      assert.deepEqual([order.is_deleted, order.items_total], [odd, odd]);
      assert.deepEqual([isArchived(order), countOf(order.items_total)], [false, undefined]);
    });
  }
  it("reads whether an order is archived, and its counts", () => {
    assert.deepEqual(
      [true, "true"].map((is_deleted) => isArchived({ is_deleted })),
      [true, true],
    );
    assert.deepEqual([0, 3].map(countOf), [0, 3]);
  });

  const invalid: [string, Record<string, unknown>, RegExp][] = [
    ["id is text", { id: "100" }, /at id/],
    ["id is not positive", { id: 0 }, /positive integer at id/],
    ["status_id is null", { status_id: null }, /at status_id, got null/],
    ["order_is_digital is text", { order_is_digital: "true" }, /at order_is_digital/],
    ["date_modified is empty", { date_modified: "" }, /date at date_modified/],
    ["date_created is no date", { date_created: "soon" }, /date at date_created/],
    ["status_id cannot be printed", { status_id: { toString: null } }, /is invalid/],
  ];
  for (const [title, over, message] of invalid) {
    it(`rejects an order whose ${title}, and names order and field`, () => {
      assert.throws(() => parseOrder({ ...anOrder(), ...over }, 100), failsWith(message));
      assert.throws(() => parseOrder({ ...anOrder(), ...over }, 100), failsWith(/Order 100/));
    });
  }
  for (const value of [undefined, null, "", "<html>", [], 7]) {
    it(`rejects ${JSON.stringify(value) ?? "nothing"} instead of an order`, () => {
      assert.throws(() => parseOrder(value, 100), failsWith(/Order 100 is invalid/));
    });
  }
  it("rejects an order other than the requested one", () => {
    assert.throws(
      () => parseOrder(anOrder({ id: 101 }), 100),
      failsWith(/order 101 for order 100/),
    );
  });
  it("never quotes a text value, which could be a shopper's", () => {
    assert.throws(
      () => parseOrder({ ...anOrder(), date_created: "Ada Lovelace" }),
      (error: Error) => !error.message.includes("Ada"),
    );
  });
});

describe("parseListedOrders", () => {
  it("returns the valid orders, and the problem of the first invalid one", () => {
    const { orders, problem } = parseListedOrders([
      anOrder(),
      { id: 5 },
      "?",
      anOrder({ id: 101 }),
    ]);
    assert.deepEqual(
      orders.map(({ id }) => id),
      [100, 101],
    );
    assert.match(problem?.message ?? "", /status_id/);
  });
  it("returns no problem for a valid page", () => {
    assert.equal(parseListedOrders([anOrder()]).problem, undefined);
  });
});

describe("validOrders", () => {
  it("leaves out invalid orders and orders that were not requested", () => {
    const listed = [{ id: 1 }, anOrder({ id: 2 }), anOrder({ id: 3 }), null];
    assert.deepEqual(
      validOrders(listed, new Set([1, 2])).map(({ id }) => id),
      [2],
    );
  });
});

describe("parsePart", () => {
  it("names the list whose element is invalid", () => {
    assert.throws(
      () => parsePart({ id: null }, "The coupons of order 7"),
      failsWith(/The coupons of order 7/),
    );
  });
});

describe("toIso", () => {
  it("converts RFC 2822 to text that sorts by time", () => {
    assert.equal(toIso("Tue, 05 Mar 2019 21:40:11 +0000"), "2019-03-05T21:40:11.000Z");
    assert.ok(toIso("Mon, 01 Apr 2019 00:00:00 +0000") > toIso("Tue, 05 Mar 2019 21:40:11 +0000"));
  });
});
