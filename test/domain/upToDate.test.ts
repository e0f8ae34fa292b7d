import assert from "node:assert/strict";
import type { OrderMessage } from "../../domain/orderMessage";
import { fingerprintOf, type Replication } from "../../domain/record";
import { checkUpToDate, isListedUpToDate } from "../../domain/upToDate";
import { anOrder } from "../support/anOrder";

const now = new Date("2026-11-21T10:02:00.000Z");

/** Created at :05, read at :06.300 by our clock, set to 9 in the same second of the store's clock. */
const acknowledged: Replication = {
  id: 100,
  state: "acknowledged",
  statusId: 9,
  acknowledgeAs: 9,
  wholeModifiedAt: "2026-11-21T10:00:05.000Z",
  wholeReadAt: "2026-11-21T10:00:06.300Z",
  clockSkew: { minMs: -1_000, maxMs: 1_000 },
  modifiedAt: "2026-11-21T10:00:06.000Z",
  readAt: "2026-11-21T10:00:06.400Z",
  acknowledgedAt: "2026-11-21T10:00:06.400Z",
};

/** A message of a webhook that arrived at :07. */
const anEvent = (event: string, over: Partial<OrderMessage> = {}): OrderMessage => ({
  v: 1,
  orderId: 100,
  reason: "webhook",
  traceId: "t",
  at: "2026-11-21T10:00:07.000Z",
  scope: `store/${event}`,
  changedAt: "2026-11-21T10:00:06.000Z",
  ...over,
});

const cases: [
  title: string,
  message: OrderMessage,
  row: Partial<Replication> | undefined,
  kind: string,
][] = [
  ["an order that is not stored", anEvent("order/updated"), undefined, "unknown"],
  [
    "a redrive, whatever the row holds",
    anEvent("order/updated", { reason: "redrive", at: "2026-11-21T10:00:06.300Z" }),
    {},
    "unknown",
  ],
  [
    "an event that arrived before the order was read",
    anEvent("cart/converted", { at: "2026-11-21T10:00:06.300Z" }),
    {},
    "up-to-date",
  ],
  [
    "an event that arrived after the read, though before the status was set: the lists are older",
    anEvent("order/refund/created", { at: "2026-11-21T10:00:06.301Z" }),
    {},
    "unknown",
  ],
  [
    "a poll's message about an order that was read since",
    { v: 1, orderId: 100, reason: "poll", traceId: "p", at: "2026-11-21T10:00:06.000Z" },
    {},
    "up-to-date",
  ],
  [
    "an event of an earlier second than the last change in the row",
    anEvent("order/created", { changedAt: "2026-11-21T10:00:04.000Z" }),
    {},
    "up-to-date",
  ],
  [
    "an event in the same second as the last change in the row",
    anEvent("order/refund/created", { changedAt: "2026-11-21T10:00:05.000Z" }),
    {},
    "unknown",
  ],
  [
    "an event dated two seconds before the read, though it arrived after the read",
    anEvent("order/refund/created", {
      at: "2026-11-21T10:00:30.000Z",
      changedAt: "2026-11-21T10:00:05.000Z",
    }),
    { wholeReadAt: "2026-11-21T10:00:07.000Z" },
    "up-to-date",
  ],
  [
    "an event dated seconds before the read, by a clock that is as far behind",
    anEvent("order/refund/created", { changedAt: "2026-11-21T09:59:56.000Z" }),
    {
      wholeModifiedAt: "",
      wholeReadAt: "2026-11-21T10:00:06.999Z",
      clockSkew: { minMs: -10_000, maxMs: 1_000 },
    },
    "unknown",
  ],
  [
    "an event dated longer before the read than the clock is behind",
    anEvent("order/refund/created", { changedAt: "2026-11-21T09:59:55.000Z" }),
    {
      wholeModifiedAt: "",
      wholeReadAt: "2026-11-21T10:00:06.999Z",
      clockSkew: { minMs: -10_000, maxMs: 1_000 },
    },
    "up-to-date",
  ],
  [
    "an event dated less than five minutes before the read, of a row without a skew",
    anEvent("order/refund/created", { changedAt: "2026-11-21T09:55:06.000Z" }),
    { wholeModifiedAt: "", wholeReadAt: "2026-11-21T10:00:06.999Z", clockSkew: undefined },
    "unknown",
  ],
  [
    "an event dated five minutes before the read, of a row without a skew",
    anEvent("order/refund/created", { changedAt: "2026-11-21T09:55:05.000Z" }),
    { wholeModifiedAt: "", wholeReadAt: "2026-11-21T10:00:06.999Z", clockSkew: undefined },
    "up-to-date",
  ],
  [
    "an event dated less than two seconds before the read: clock skew",
    anEvent("order/refund/created", { changedAt: "2026-11-21T10:00:05.000Z" }),
    { wholeReadAt: "2026-11-21T10:00:06.999Z" },
    "unknown",
  ],
  [
    "the status that the row shows",
    anEvent("order/statusUpdated", { statusId: 9 }),
    {},
    "up-to-date",
  ],
  ["another status", anEvent("order/statusUpdated", { statusId: 4 }), {}, "unknown"],
  ["an archived event", anEvent("order/archived"), {}, "unknown"],
  [
    "an archived event about an order found archived since",
    anEvent("order/archived"),
    { archivedAt: "2026-11-21T10:00:08.000Z" },
    "up-to-date",
  ],
  [
    "a change in the same second as ours, which may be our own event",
    anEvent("order/updated"),
    {},
    "maybe-own-event",
  ],
  [
    "a change dated within seconds of ours, which may be our own event",
    anEvent("order/updated", { changedAt: "2026-11-21T10:00:11.000Z" }),
    {},
    "maybe-own-event",
  ],
  [
    "a change dated later than our own event can be",
    anEvent("order/updated", { changedAt: "2026-11-21T10:00:12.000Z" }),
    {},
    "unknown",
  ],
  [
    "a change before ours",
    anEvent("order/updated", { changedAt: "2026-11-21T10:00:05.000Z" }),
    {},
    "unknown",
  ],
  [
    "a change in the same second as ours, of an order read after ours",
    anEvent("order/updated"),
    { readAt: "2026-11-21T10:00:06.900Z" },
    "unknown",
  ],
  [
    "a change of an order that staff moved",
    anEvent("order/updated"),
    { state: "left", acknowledgedAt: undefined },
    "unknown",
  ],
  [
    "any event while another invocation's lease is live",
    anEvent("order/updated"),
    { state: "stored", claimedUntil: "2026-11-21T10:02:00.001Z" },
    "leased",
  ],
  [
    "any event of an order with an expired lease",
    anEvent("cart/converted", { at: "2026-11-21T10:00:01.000Z" }),
    { state: "stored", claimedUntil: "2026-11-21T10:02:00.000Z" },
    "unknown",
  ],
  [
    "any event of a parked order",
    anEvent("cart/converted", { at: "2026-11-21T10:00:01.000Z" }),
    { state: "parked" },
    "unknown",
  ],
  ["a message without a time of queueing", anEvent("order/updated", { at: "" }), {}, "unknown"],
  ["an event without a date", anEvent("order/updated", { changedAt: undefined }), {}, "unknown"],
];

describe("checkUpToDate", () => {
  for (const [title, message, over, kind] of cases) {
    it(`returns ${kind} for ${title}`, () => {
      const row = over && { ...acknowledged, ...over };
      assert.equal(checkUpToDate(message, row, now).kind, kind);
    });
  }
});

describe("isListedUpToDate", () => {
  const order = anOrder();
  const row: Replication = { ...acknowledged, fingerprint: fingerprintOf(order) };
  const parkedVersion = "2026-11-21T10:00:05.000Z";
  const listed: readonly [string, object, Replication | undefined, "on" | "off", boolean][] = [
    ["an order without a row", order, undefined, "on", false],
    ["an acknowledged order in the stored version", order, row, "on", true],
    ["the same, whatever is acknowledged", order, row, "off", true],
    ["an acknowledged order that changed", { ...order, staff_notes: "!" }, row, "on", false],
    ["an archived row whose order is listed", order, { ...row, archivedAt: "x" }, "on", false],
    ["a row without a fingerprint", order, acknowledged, "on", false],
    ["an order that is being acknowledged", order, { ...row, state: "stored" }, "on", false],
    ["an order that staff moved and put back", order, { ...row, state: "left" }, "on", false],
    ["a copied order, with copying only", order, { ...row, state: "replicated" }, "off", true],
    ["a copied order, to be acknowledged", order, { ...row, state: "replicated" }, "on", false],
    ["a parked version", order, { ...acknowledged, state: "parked", parkedVersion }, "on", true],
    [
      "another version than the parked one",
      anOrder({ date_modified: "Sat, 21 Nov 2026 10:00:06 +0000" }),
      { ...acknowledged, state: "parked", parkedVersion },
      "on",
      false,
    ],
    [
      "a parked order without a date",
      { ...order, date_modified: null },
      { ...acknowledged, state: "parked" },
      "on",
      false,
    ],
  ];
  for (const [title, one, stored, acknowledge, expected] of listed)
    it(`${expected ? "skips" : "queues"} ${title}`, () =>
      assert.equal(isListedUpToDate({ ...order, ...one }, stored, acknowledge), expected));
});
