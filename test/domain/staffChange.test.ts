import assert from "node:assert/strict";
import { parseOrder } from "../../domain/order";
import type { Replication } from "../../domain/record";
import { doubtOf, overwritingOf } from "../../domain/staffChange";
import { anOrder } from "../support/anOrder";

type Fields = Readonly<Record<string, unknown>>;

const ofStatus = (over: Fields = {}) =>
  anOrder({ status_id: 9, status: "Awaiting Shipment", custom_status: "Packed", ...over });

describe("doubtOf", () => {
  const doubt = (read: Fields, answered: Fields) =>
    doubtOf(ofStatus(answered), { statusId: 9, before: anOrder(read) });

  it("has none of an answer that shows the status set, and all else as it was", () => {
    assert.equal(doubt({}, {}), undefined);
  });

  it("has one of an answer that shows another status", () => {
    assert.equal(doubt({}, { status_id: 11 })?.code, "store.unconfirmed");
  });

  const changes: Readonly<Record<string, readonly [Fields, Fields]>> = {
    "was refunded": [{ payment_status: "captured" }, { payment_status: "refunded" }],
    "was refunded, without a payment status before": [
      { payment_status: "" },
      { payment_status: "partially refunded" },
    ],
    "shows money refunded": [{ refunded_amount: "0.0000" }, { refunded_amount: "5.1000" }],
    "has another total": [{ total_inc_tax: "9.9900" }, { total_inc_tax: "19.9800" }],
    "has more items": [{ items_total: 1 }, { items_total: 2 }],
    "was shipped in part": [{ items_shipped: 0 }, { items_shipped: 1 }],
    "has another discount": [{ coupon_discount: "0.0000" }, { coupon_discount: 5 }],
    "goes to another number of addresses": [
      { shipping_address_count: 1 },
      { shipping_address_count: 2 },
    ],
    "was archived": [{ is_deleted: false }, { is_deleted: true }],
  };
  for (const [what, [read, answered]] of Object.entries(changes)) {
    it(`has one of an order that ${what} meanwhile, and names the field, not what is in it`, () => {
      const { code, message, details } = doubt(read, answered) ?? {};
      assert.equal(code, "record.contended");
      assert.deepEqual(details?.["changed"], Object.keys(answered));
      assert.equal(message, "Order 100 was changed while its status was set");
    });
  }

  const sameThing: Readonly<Record<string, readonly [Fields, Fields]>> = {
    "what a status change changes itself": [
      { status_id: 11, date_shipped: "", date_modified: "Sat, 21 Nov 2026 10:00:05 +0000" },
      {
        date_shipped: "Sat, 21 Nov 2026 10:00:09 +0000",
        date_modified: "Sat, 21 Nov 2026 10:00:09 +0000",
      },
    ],
    "money with fewer zeros": [{ total_inc_tax: "9.9900" }, { total_inc_tax: "9.99" }],
    "money as a number": [{ total_inc_tax: "9.9900" }, { total_inc_tax: 9.99 }],
    "nothing as 0": [{ refunded_amount: "" }, { refunded_amount: "0.0000" }],
    "a flag as a number": [{ is_deleted: false }, { is_deleted: false, items_shipped: "0" }],
    "a payment status in capitals": [
      { payment_status: "captured" },
      { payment_status: "Captured" },
    ],
    "no payment status": [{ payment_status: "captured" }, { payment_status: "" }],
    "null for a discount": [{ discount_amount: "0.0000" }, { discount_amount: null }],
    "links for lists": [
      { consignments: { shipping: [] }, fees: [] },
      { consignments: { url: "u", resource: "r" }, fees: { url: "u", resource: "r" } },
    ],
    "a field that nobody knows": [{ etag: "1" }, { etag: "2" }],
    "words of staff's, which the answer brings itself": [
      { staff_notes: "" },
      { staff_notes: "Called the customer" },
    ],
  };
  for (const [what, [read, answered]] of Object.entries(sameThing))
    it(`has none of an answer with ${what}`, () => {
      assert.equal(doubt(read, answered), undefined);
    });

  it("has none of an answer that lacks all of it", () => {
    const { id, status_id, order_is_digital, is_deleted, date_created, date_modified } = ofStatus();
    const bare = { id, status_id, order_is_digital, is_deleted, date_created, date_modified };
    assert.equal(doubtOf(parseOrder(bare), { statusId: 9, before: anOrder() }), undefined);
  });
});

describe("overwritingOf", () => {
  const toShip: Pick<Replication, "payment" | "archivedAt"> = {
    payment: { payment_status: "captured", refunded_amount: "0.0000" },
  };
  const told = (now: Fields, row = toShip) => overwritingOf(row, ofStatus(now));

  for (const payment_status of [
    ...["refunded", "partially refunded", "void", "void pending", "declined", "Held for Review"],
  ])
    it(`is told when the payment became ${payment_status}`, () => {
      const { code, message, details } = told({ payment_status }) ?? {};
      assert.deepEqual([code, details], ["order.overwritten", { orderId: 100 }]);
      assert.equal(
        message,
        `About when we set its status to 9 Awaiting Shipment, its payment became "${payment_status.toLowerCase()}"`,
      );
    });

  it("is told when money was refunded, whatever the payment's status says", () => {
    assert.match(`${told({ refunded_amount: "5" })?.message}`, /, money was refunded$/);
  });

  it("is told when the order was archived", () => {
    assert.match(`${told({ is_deleted: true })?.message}`, /, it was archived$/);
  });

  it("is not told of what an order had been before it was new", () => {
    const payment = { payment_status: "partially refunded", refunded_amount: "5.0000" };
    const archivedAt = "2026-11-21T10:00:00.000Z";
    const now = { payment_status: "partially refunded", refunded_amount: 5, is_deleted: true };
    assert.equal(told(now, { payment, archivedAt }), undefined);
  });

  for (const payment_status of ["captured", "paid", "authorized", "capture pending", "pending", ""])
    it(`is not told when the payment became ${payment_status || "nothing"}`, () => {
      assert.equal(told({ payment_status, items_total: 2, total_inc_tax: "1" }), undefined);
    });

  it("is not told where the row says nothing of the payment to compare with", () => {
    const now = { payment_status: "refunded", refunded_amount: "5.0000" };
    assert.deepEqual([told(now, {}), told(now, { payment: {} })], [undefined, undefined]);
  });
});
