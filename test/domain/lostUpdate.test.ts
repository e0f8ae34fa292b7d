import assert from "node:assert/strict";
import { confirmationProblem, lostStatusUpdate, lostUpdateIn } from "../../domain/lostUpdate";
import { parseOrder } from "../../domain/order";
import type { OrderMessage } from "../../domain/orderMessage";
import type { Replication } from "../../domain/record";
import { anOrder } from "../support/anOrder";

type Fields = Readonly<Record<string, unknown>>;

const ofStatus = (over: Fields = {}) =>
  anOrder({ status_id: 9, status: "Awaiting Shipment", custom_status: "Packed", ...over });

describe("confirmationProblem", () => {
  const problemOf = (read: Fields, returned: Fields) =>
    confirmationProblem(ofStatus(returned), { statusId: 9, before: anOrder(read) });

  it("is none for a response with the new status and no other change", () => {
    assert.equal(problemOf({}, {}), undefined);
  });

  it("is one for a response with another status", () => {
    assert.equal(problemOf({}, { status_id: 11 })?.code, "store.unconfirmed");
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
  for (const [what, [read, returned]] of Object.entries(changes)) {
    it(`is one for an order that ${what} meanwhile, and names the field, not the value`, () => {
      const { code, message, details } = problemOf(read, returned) ?? {};
      assert.equal(code, "record.conflict");
      assert.deepEqual(details?.["changed"], Object.keys(returned));
      assert.equal(message, "Order 100 was changed while its status was set");
    });
  }

  const equivalent: Readonly<Record<string, readonly [Fields, Fields]>> = {
    "the changes of a status change itself": [
      { status_id: 11, date_shipped: "", date_modified: "Sat, 21 Nov 2026 10:00:05 +0000" },
      {
        date_shipped: "Sat, 21 Nov 2026 10:00:09 +0000",
        date_modified: "Sat, 21 Nov 2026 10:00:09 +0000",
      },
    ],
    "money with fewer zeros": [{ total_inc_tax: "9.9900" }, { total_inc_tax: "9.99" }],
    "money as a number": [{ total_inc_tax: "9.9900" }, { total_inc_tax: 9.99 }],
    "an empty amount as 0": [{ refunded_amount: "" }, { refunded_amount: "0.0000" }],
    "a flag as a number": [{ is_deleted: false }, { is_deleted: false, items_shipped: "0" }],
    "a payment status in another case": [
      { payment_status: "captured" },
      { payment_status: "Captured" },
    ],
    "no payment status": [{ payment_status: "captured" }, { payment_status: "" }],
    "null for a discount": [{ discount_amount: "0.0000" }, { discount_amount: null }],
    "links instead of lists": [
      { consignments: { shipping: [] }, fees: [] },
      { consignments: { url: "u", resource: "r" }, fees: { url: "u", resource: "r" } },
    ],
    "a changed unknown field": [{ etag: "1" }, { etag: "2" }],
    "notes by staff, which the response contains": [
      { staff_notes: "" },
      { staff_notes: "Called the customer" },
    ],
  };
  for (const [what, [read, returned]] of Object.entries(equivalent))
    it(`is none for a response with ${what}`, () => {
      assert.equal(problemOf(read, returned), undefined);
    });

  it("is none for a response without these fields", () => {
    const { id, status_id, order_is_digital, is_deleted, date_created, date_modified } = ofStatus();
    const bare = { id, status_id, order_is_digital, is_deleted, date_created, date_modified };
    assert.equal(
      confirmationProblem(parseOrder(bare), { statusId: 9, before: anOrder() }),
      undefined,
    );
  });
});

describe("lostUpdateIn", () => {
  const toShip: Pick<Replication, "payment" | "archivedAt"> = {
    payment: { payment_status: "captured", refunded_amount: "0.0000" },
  };
  const detect = (now: Fields, row = toShip) => lostUpdateIn(row, ofStatus(now));

  for (const payment_status of [
    "refunded",
    "partially refunded",
    "void",
    "void pending",
    "declined",
    "Held for Review",
  ])
    it(`is detected when the payment became ${payment_status}`, () => {
      const { code, message, details } = detect({ payment_status }) ?? {};
      assert.deepEqual([code, details], ["order.overwritten", { orderId: 100 }]);
      assert.equal(
        message,
        `About when we set its status to 9 Awaiting Shipment, its payment became "${payment_status.toLowerCase()}"`,
      );
    });

  it("is detected when money was refunded, whatever the payment status", () => {
    assert.match(`${detect({ refunded_amount: "5" })?.message}`, /, money was refunded$/);
  });

  it("is detected when the order was archived", () => {
    assert.match(`${detect({ is_deleted: true })?.message}`, /, it was archived$/);
  });

  it("is not detected when the order was so before it was new", () => {
    const payment = { payment_status: "partially refunded", refunded_amount: "5.0000" };
    const archivedAt = "2026-11-21T10:00:00.000Z";
    const now = { payment_status: "partially refunded", refunded_amount: 5, is_deleted: true };
    assert.equal(detect(now, { payment, archivedAt }), undefined);
  });

  for (const payment_status of ["captured", "paid", "authorized", "capture pending", "pending", ""])
    it(`is not detected when the payment became ${payment_status || "nothing"}`, () => {
      assert.equal(detect({ payment_status, items_total: 2, total_inc_tax: "1" }), undefined);
    });

  it("is not detected where the row holds no payment to compare with", () => {
    const now = { payment_status: "refunded", refunded_amount: "5.0000" };
    assert.deepEqual([detect(now, {}), detect(now, { payment: {} })], [undefined, undefined]);
  });
});

describe("lostStatusUpdate", () => {
  /** Leased at :06.200 by our clock, set to 9 in the same second of the store's clock. */
  const row: Replication = {
    id: 100,
    state: "acknowledged",
    statusId: 9,
    acknowledgeAs: 9,
    isDigital: false,
    modifiedAt: "2026-11-21T10:00:06.000Z",
    readAt: "2026-11-21T10:00:06.400Z",
    claimedAt: "2026-11-21T10:00:06.200Z",
    clockSkew: { minMs: -1_000, maxMs: 1_000 },
    acknowledgedAt: "2026-11-21T10:00:06.400Z",
  };
  /** The event about our own status change, after staff cancelled the order. */
  const cancelled: OrderMessage = {
    v: 1,
    orderId: 100,
    reason: "webhook",
    traceId: "t",
    at: "2026-11-21T10:00:07.000Z",
    scope: "store/order/statusUpdated",
    changedAt: "2026-11-21T10:00:06.000Z",
    statusId: 9,
    previousStatusId: 5,
  };
  const detect = (over: Partial<OrderMessage>, rowOver: Partial<Replication> = {}) =>
    lostStatusUpdate({ ...cancelled, ...over }, { ...row, ...rowOver }, [7, 10, 11]);

  it("names the replaced status and ours", () => {
    const { code, message, details } = detect({}) ?? {};
    assert.deepEqual([code, details], ["order.overwritten", { orderId: 100 }]);
    const what = "About when we set its status to 9 Awaiting Shipment, ";
    assert.equal(message, `${what}someone set it to 5 Cancelled`);
  });

  const lost: Readonly<Record<string, [Partial<OrderMessage>, Partial<Replication>?]>> = {
    "a shipment": [{ previousStatusId: 2 }],
    "an order that was held for verification": [{ previousStatusId: 12 }],
    "the completion of a physical order": [{ previousStatusId: 10 }],
    "a status change that took long": [{ changedAt: "2026-11-21T10:00:31.000Z" }],
    "a store whose clock is a second behind": [{ changedAt: "2026-11-21T10:00:05.000Z" }],
    "a store whose clock is three seconds behind": [
      { changedAt: "2026-11-21T10:00:03.000Z" },
      { clockSkew: { minMs: -3_500, maxMs: 1_000 } },
    ],
    "a store whose clock is a minute ahead": [
      { changedAt: "2026-11-21T10:01:06.000Z" },
      { clockSkew: { minMs: -1_000, maxMs: 61_000 } },
    ],
    "a store whose clock was not measured": [
      { changedAt: "2026-11-21T09:55:10.000Z" },
      { clockSkew: undefined },
    ],
    "an order whose intent is not resolved yet": [
      {},
      { state: "stored", acknowledgedAt: undefined },
    ],
    "an order whose intent was resolved hours later": [
      {},
      { acknowledgedAt: "2026-11-21T13:00:00.000Z" },
    ],
  };
  for (const [what, [message, rowOver]] of Object.entries(lost))
    it(`is detected for ${what}`, () => {
      assert.equal(detect(message, rowOver)?.code, "order.overwritten");
    });

  const notLost: Readonly<Record<string, [Partial<OrderMessage>, Partial<Replication>?]>> = {
    "an order that was Awaiting Fulfillment": [{ previousStatusId: 11 }],
    "a digital order that was new": [{ previousStatusId: 10 }, { isDigital: true }],
    "an incomplete checkout": [{ previousStatusId: 0 }],
    "our own status set twice": [{ previousStatusId: 9 }],
    "an event without statuses": [{ statusId: undefined, previousStatusId: undefined }],
    "an event with only the new status": [{ previousStatusId: undefined }],
    "a status change by staff": [{ statusId: 5, previousStatusId: 9 }],
    "an event without a date": [{ changedAt: undefined }],
    "a change before our lease": [{ changedAt: "2026-11-21T10:00:03.000Z" }],
    "a change long after our lease": [{ changedAt: "2026-11-21T10:00:43.000Z" }],
    "a change after our lease on an order that was left to staff": [
      { changedAt: "2026-11-28T10:00:00.000Z" },
      { state: "left", acknowledgedAt: undefined },
    ],
    "an order without an intent to acknowledge": [{}, { acknowledgeAs: undefined }],
    "a record without the time of its lease": [{}, { claimedAt: undefined }],
  };
  for (const [what, [message, rowOver]] of Object.entries(notLost))
    it(`is not detected for ${what}`, () => {
      assert.equal(detect(message, rowOver), undefined);
    });
});
