import assert from "node:assert/strict";
import fc from "fast-check";
import { Failure } from "../../domain/failure";
import {
  deliveryDelaySeconds,
  isChangeEvent,
  mergeRequests,
  parseMessage,
  toMessage,
  toRequest,
} from "../../domain/orderMessage";

const message = { v: 1, orderId: 7, reason: "poll", traceId: "t", at: "2026-11-21T10:00:00.000Z" };

describe("parseMessage", () => {
  it("parses the messages of this service", () => {
    assert.deepEqual(parseMessage(JSON.stringify(message)), message);
  });

  const invalid: [string, string, RegExp][] = [
    ["text that is not JSON", "{oops", /got nothing/],
    ["JSON null", "null", /as JSON, got null/],
    ["a value that cannot be printed", '{"v":{"toString":null}}', /got object/],
    ["an unknown version", JSON.stringify({ ...message, v: 2 }), /at v, got 2/],
    ["no order id", JSON.stringify({ ...message, orderId: undefined }), /at orderId, got nothing/],
    [
      "an unknown reason",
      JSON.stringify({ ...message, reason: "fun" }),
      /at reason, got text of 3 characters/,
    ],
    ...["../x", "7", 0, -1, 1.5, 1e99].map((id): [string, string, RegExp] => [
      `order id ${JSON.stringify(id)}`,
      JSON.stringify({ ...message, orderId: id }),
      /positive integer at orderId/,
    ]),
  ];
  for (const [title, body, problem] of invalid) {
    it(`returns a Failure that names the problem for ${title}`, () => {
      const result = parseMessage(body);
      assert.ok(result instanceof Failure);
      assert.equal(result.code, "message.invalid");
      assert.match(result.message, problem);
    });
  }

  it("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => void parseMessage(body)));
  });
});

describe("mergeRequests", () => {
  const poll = toRequest({ ...message, v: 1, reason: "poll" }, false);
  const webhook = toRequest({ ...message, v: 1, reason: "webhook", traceId: "w" }, false);
  const redriven = toRequest({ ...message, v: 1, reason: "poll" }, true);

  it("forces the request of a webhook and of a redriven message, not of a poll", () => {
    assert.deepEqual(
      [poll, webhook, redriven].map((r) => [r.isFromCheckout, r.isForced]),
      [
        [false, false],
        [true, true],
        [false, true],
      ],
    );
  });

  it("combines all that its messages request, under the first trace id", () => {
    assert.deepEqual(mergeRequests(mergeRequests(undefined, poll), webhook), {
      ...webhook,
      traceId: "t",
    });
  });

  it("takes the earliest time of queueing, and ignores messages without one", () => {
    const early = { ...webhook, queuedAt: "2026-11-21T09:00:00.000Z" };
    assert.equal(mergeRequests(poll, early).queuedAt, early.queuedAt);
    assert.equal(mergeRequests(early, poll).queuedAt, early.queuedAt);
    assert.equal(mergeRequests({ ...poll, queuedAt: "" }, early).queuedAt, early.queuedAt);
    assert.equal(mergeRequests(undefined, { ...poll, queuedAt: "" }).queuedAt, "");
  });
});

describe("toMessage", () => {
  it("stays below 1 KB for any event", () => {
    const event = {
      orderId: Number.MAX_SAFE_INTEGER,
      scope: "store/order/refund/created",
      createdAt: "2026-11-21T10:00:00.000Z",
      statusId: 14,
      previousStatusId: 11,
    };
    const at = "2026-11-21T10:00:00.000Z";
    const message = toMessage(event, { traceId: "5d0bd9f4-4b1c-4d43-8a52-6b0a3d8a8f5c", at });
    assert.ok(JSON.stringify(message).length < 400);
    assert.deepEqual(parseMessage(JSON.stringify(message)), message);
  });
});

describe("deliveryDelaySeconds", () => {
  const delayOf = (event: string) => deliveryDelaySeconds({ orderId: 1, scope: `store/${event}` });

  it("delays every event but a converted cart, and a status less than the events that accompany it", () => {
    assert.equal(delayOf("cart/converted"), 0);
    for (const later of ["order/created", "order/updated", "order/refund/created"])
      assert.ok(delayOf(later) > delayOf("order/statusUpdated"), later);
    assert.ok(delayOf("order/statusUpdated") > 0);
  });
});

describe("toRequest", () => {
  const of = (scope?: string) => toRequest({ ...message, v: 1, reason: "webhook", scope }, false);

  it("treats only a converted cart as from a checkout that may be incomplete", () => {
    assert.deepEqual(
      [undefined, "store/cart/converted", "store/order/created", "store/order/updated"].map(
        (scope) => of(scope).isFromCheckout,
      ),
      [true, true, false, false],
    );
  });
});

describe("isChangeEvent", () => {
  it("is true of a webhook about an order that an earlier event announced", () => {
    const of = (reason: "poll" | "webhook", scope?: string) =>
      isChangeEvent({ ...message, v: 1, reason, scope });
    assert.deepEqual(
      [
        of("poll"),
        of("webhook"),
        of("webhook", "store/cart/converted"),
        of("webhook", "store/order/created"),
        of("webhook", "store/order/refund/created"),
      ],
      [false, false, false, false, true],
    );
  });
});
