import assert from "node:assert/strict";
import { checkUpToDate } from "../../domain/upToDate";
import type { OrderMessage } from "../../domain/message";
import type { Replication } from "../../domain/record";

const now = new Date("2026-11-21T10:02:00.000Z");

/** Placed at :05, read at :06.300 by our clock, set to 9 in the same second of the store's. */
const acknowledged: Replication = {
  id: 100,
  state: "acknowledged",
  statusId: 9,
  acknowledgeAs: 9,
  wholeModifiedAt: "2026-11-21T10:00:05.000Z",
  wholeReadAt: "2026-11-21T10:00:06.300Z",
  modifiedAt: "2026-11-21T10:00:06.000Z",
  readAt: "2026-11-21T10:00:06.400Z",
  acknowledgedAt: "2026-11-21T10:00:06.400Z",
};

/** What a webhook tells that arrives at :07. */
const told = (event: string, over: Partial<OrderMessage> = {}): OrderMessage => ({
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
  ["an order that nobody holds", told("order/updated"), undefined, "unknown"],
  [
    "a person's wish, whatever the row says",
    told("order/updated", { reason: "redrive", at: "2026-11-21T10:00:06.300Z" }),
    {},
    "unknown",
  ],
  [
    "an event that arrived before the order was read",
    told("cart/converted", { at: "2026-11-21T10:00:06.300Z" }),
    {},
    "up-to-date",
  ],
  [
    "an event that arrived after the reading, though before the status was set: the lists are older",
    told("order/refund/created", { at: "2026-11-21T10:00:06.301Z" }),
    {},
    "unknown",
  ],
  [
    "a poll's order that was read since",
    { v: 1, orderId: 100, reason: "poll", traceId: "p", at: "2026-11-21T10:00:06.000Z" },
    {},
    "up-to-date",
  ],
  [
    "an event of an earlier second than the change that was read",
    told("order/created", { changedAt: "2026-11-21T10:00:04.000Z" }),
    {},
    "up-to-date",
  ],
  [
    "an event of the very second that was read",
    told("order/refund/created", { changedAt: "2026-11-21T10:00:05.000Z" }),
    {},
    "unknown",
  ],
  [
    "an event of two seconds before the reading, though it arrived after it",
    told("order/refund/created", {
      at: "2026-11-21T10:00:30.000Z",
      changedAt: "2026-11-21T10:00:05.000Z",
    }),
    { wholeReadAt: "2026-11-21T10:00:07.000Z" },
    "up-to-date",
  ],
  [
    "an event of less than two seconds before the reading, which clocks may hide",
    told("order/refund/created", { changedAt: "2026-11-21T10:00:05.000Z" }),
    { wholeReadAt: "2026-11-21T10:00:06.999Z" },
    "unknown",
  ],
  ["the status that the row shows", told("order/statusUpdated", { statusId: 9 }), {}, "up-to-date"],
  ["another status", told("order/statusUpdated", { statusId: 4 }), {}, "unknown"],
  ["an archived order", told("order/archived"), {}, "unknown"],
  [
    "an archived order that was found archived since",
    told("order/archived"),
    { archivedAt: "2026-11-21T10:00:08.000Z" },
    "up-to-date",
  ],
  [
    "a change in the second of ours, which may be ours",
    told("order/updated"),
    {},
    "maybe-own-event",
  ],
  [
    "a change dated within seconds of ours, which may be ours",
    told("order/updated", { changedAt: "2026-11-21T10:00:11.000Z" }),
    {},
    "maybe-own-event",
  ],
  [
    "a change dated later than ours can be",
    told("order/updated", { changedAt: "2026-11-21T10:00:12.000Z" }),
    {},
    "unknown",
  ],
  [
    "a change before ours",
    told("order/updated", { changedAt: "2026-11-21T10:00:05.000Z" }),
    {},
    "unknown",
  ],
  [
    "a change in the second of ours, when the order was read after it",
    told("order/updated"),
    { readAt: "2026-11-21T10:00:06.900Z" },
    "unknown",
  ],
  [
    "a change of an order that somebody else moved",
    told("order/updated"),
    { state: "left", acknowledgedAt: undefined },
    "unknown",
  ],
  [
    "any event while somebody is at work on the order",
    told("order/updated"),
    { state: "stored", claimedUntil: "2026-11-21T10:02:00.001Z" },
    "leased",
  ],
  [
    "any event of an order whose acknowledging was broken off",
    told("cart/converted", { at: "2026-11-21T10:00:01.000Z" }),
    { state: "stored", claimedUntil: "2026-11-21T10:02:00.000Z" },
    "unknown",
  ],
  [
    "any event of a parked order",
    told("cart/converted", { at: "2026-11-21T10:00:01.000Z" }),
    { state: "parked" },
    "unknown",
  ],
  ["a message that does not say when it came", told("order/updated", { at: "" }), {}, "unknown"],
  [
    "an event that BigCommerce did not date",
    told("order/updated", { changedAt: undefined }),
    {},
    "unknown",
  ],
];

describe("coverageOf", () => {
  for (const [title, message, over, kind] of cases) {
    it(`is ${kind} for ${title}`, () => {
      const row = over && { ...acknowledged, ...over };
      assert.equal(checkUpToDate(message, row, now).kind, kind);
    });
  }
});
