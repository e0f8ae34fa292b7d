import assert from "node:assert/strict";
import type { LogEvent } from "../../domain/logEvent";
import { metricsFor, secondsSince } from "../../domain/metrics";

describe("metricsFor", () => {
  type Fields = Readonly<Record<string, unknown>>;
  const cases: [string, LogEvent, Fields, Readonly<Record<string, number>>][] = [
    [
      "a poll that succeeded, and what it queued",
      "poll.ended",
      { outcome: "succeeded", queued: 7 },
      { OrdersQueued: 7, PollsSucceeded: 1 },
    ],
    [
      "what a poll queued before it failed, but not the poll",
      "poll.ended",
      { outcome: "failed", queued: 2 },
      { OrdersQueued: 2 },
    ],
    [
      "an acknowledged order, and how long it took",
      "order.acknowledged",
      { orderId: 12, secondsFromPlaced: 90, secondsFromQueued: 0 },
      { OrdersReplicated: 1, OrdersAcknowledged: 1, LagFromPlaced: 90, LagFromQueued: 0 },
    ],
    [
      "an acknowledged order whose message has no time of queueing",
      "order.acknowledged",
      { secondsFromPlaced: 90, secondsFromQueued: undefined },
      { OrdersReplicated: 1, OrdersAcknowledged: 1, LagFromPlaced: 90 },
    ],
    ["a replicated order", "order.replicated", { orderId: 12 }, { OrdersReplicated: 1 }],
    [
      "an order whose intent was resolved as acknowledged",
      "order.intent-resolved",
      { as: "acknowledged" },
      { OrdersAcknowledged: 1 },
    ],
    ["nothing for an order that staff moved", "order.intent-resolved", { as: "left" }, {}],
    ["a dead-lettered message", "message.dead-lettered", { orderId: 12 }, { OrdersParked: 1 }],
    ["a webhook that was queued", "webhook.queued", { orderId: 12 }, { WebhooksAccepted: 1 }],
    ["a forged webhook", "webhook.refused", { httpStatus: 401 }, { WebhooksUnauthentic: 1 }],
    [
      "nothing for a malformed webhook, which is not a forged one",
      "webhook.refused",
      { httpStatus: 400 },
      {},
    ],
    ["the quota that is left", "store.responded", { quotaLeftPercent: 40 }, { QuotaLeft: 40 }],
    ["nothing where a response has no quota", "store.responded", { status: 503 }, {}],
    ["nothing for any other event", "order.skipped", { orderId: 12 }, {}],
  ];
  for (const [title, event, fields, expected] of cases) {
    it(`counts ${title}`, () => {
      const found = metricsFor(event, fields).map(({ name, value }) => [name, value]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });
  }
});

describe("secondsSince", () => {
  const now = new Date("2026-11-21T10:00:00Z");

  it("parses ISO and RFC 2822 dates", () => {
    assert.equal(secondsSince("2026-11-21T09:59:00.000Z", now), 60);
    assert.equal(secondsSince("Sat, 21 Nov 2026 09:59:00 +0000", now), 60);
  });

  it("is zero for a clock that is ahead, and undefined without an instant", () => {
    assert.equal(secondsSince("2026-11-21T10:00:05Z", now), 0);
    assert.equal(secondsSince("", now), undefined);
  });
});
