import assert from "node:assert/strict";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import type { WebhookSecrets } from "../../domain/webhookAuth";
import { isDuplicate, verifyWebhook } from "../../domain/webhookVerification";
import { scopes } from "../support/aWebhookRequest";

const now = new Date("2026-11-21T10:00:00.000Z");
const secrets: WebhookSecrets = { secret: "s3cret", previousSecret: "", clientSecret: "" };
const rules = { storeHash: "abc123", scopes, requireSignature: false };

const converted = {
  created_at: 1593326572,
  store_id: "1234567890",
  producer: "stores/abc123",
  scope: "store/cart/converted",
  hash: "d4b69b09122a4385b9e5af02e752f96d20235330",
  data: { type: "cart", id: "72880ea0-43ec-411c-aefd-d2dba47b6552", orderId: 100 },
};

interface Request {
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  readonly secrets?: Partial<WebhookSecrets>;
  readonly requireSignature?: boolean;
}

const verify = ({ body = converted, raw, headers, ...over }: Request = {}) =>
  verifyWebhook(
    {
      headers: headers ?? { "x-webhook-secret": "s3cret" },
      body: Buffer.from(raw ?? JSON.stringify(body)),
    },
    { ...secrets, ...over.secrets },
    { ...rules, requireSignature: over.requireSignature ?? false },
    now,
  );

const statusOf = (request: Request) => {
  const verdict = verify(request);
  return verdict.kind === "refuse" ? verdict.httpStatus : verdict.kind;
};

describe("verifyWebhook", () => {
  it("queues the order of a converted cart", () => {
    const verdict = verify();
    assert.equal(verdict.kind, "queue");
    if (verdict.kind !== "queue") return;
    const { eventId, ...event } = verdict.event;
    assert.match(eventId, /^[0-9a-f]{64}$/);
    assert.deepEqual(event, {
      orderId: 100,
      scope: "store/cart/converted",
      createdAt: "2020-06-28T06:42:52.000Z",
      statusId: undefined,
      previousStatusId: undefined,
      signed: false,
    });
  });

  const changed = (event: string, data: object) => ({
    ...converted,
    scope: `store/order/${event}`,
    data: { type: "order", id: 250, ...data },
  });
  const eventsOf250: [string, object][] = [
    ["created", {}],
    ["updated", {}],
    ["archived", { id: "250" }],
    ["refund/created", { refund: { refund_id: 3 } }],
    ["updated", { id: undefined, orderId: 250 }],
    ["updated", { id: undefined, orderId: "250" }],
    ["updated", { id: undefined, order_id: 250 }],
    ["updated", { id: undefined, order_id: "250" }],
    ["statusUpdated", { status: { previous_status_id: 0, new_status_id: 11 } }],
    ["statusUpdated", {}],
  ];
  for (const [event, data] of eventsOf250) {
    it(`queues the order of store/order/${event} with ${JSON.stringify(data)}`, () => {
      const verdict = verify({ body: changed(event, data) });
      assert.equal(verdict.kind === "queue" && verdict.event.orderId, 250);
    });
  }

  it("reads the statuses of an event, and ignores invalid ones", () => {
    const statusesOfEvent = (status: unknown) => {
      const verdict = verify({ body: changed("statusUpdated", { status }) });
      assert.ok(verdict.kind === "queue");
      return [verdict.event.previousStatusId, verdict.event.statusId];
    };
    assert.deepEqual(statusesOfEvent({ previous_status_id: 0, new_status_id: 11 }), [0, 11]);
    assert.deepEqual(statusesOfEvent({ new_status_id: 11 }), [undefined, 11]);
    assert.deepEqual(statusesOfEvent({ previous_status_id: "5", new_status_id: "9" }), [5, 9]);
    assert.deepEqual(statusesOfEvent({ previous_status_id: null, new_status_id: 9 }), [
      undefined,
      9,
    ]);
    for (const invalid of [
      undefined,
      null,
      11,
      "11",
      {},
      { new_status_id: "1.5" },
      { new_status_id: 1.5 },
    ])
      assert.deepEqual(statusesOfEvent(invalid), [undefined, undefined]);
  });

  it("never treats a cart's id as an order's", () => {
    assert.equal(statusOf({ body: { ...converted, data: { type: "cart", id: 252 } } }), "unusable");
  });

  it("ignores events of scopes without a subscription", () => {
    const verdict = verifyWebhook(
      {
        headers: { "x-webhook-secret": "s3cret" },
        body: Buffer.from(JSON.stringify(changed("updated", {}))),
      },
      secrets,
      { ...rules, scopes: ["store/cart/converted"] },
      now,
    );
    assert.equal(verdict.kind, "ignore");
  });

  it("reads a body after a byte order mark", () => {
    assert.equal(statusOf({ raw: `\uFEFF${JSON.stringify(converted)}` }), "queue");
  });

  it("accepts an order id written as text", () => {
    const verdict = verify({ body: { ...converted, data: { orderId: "252" } } });
    assert.equal(verdict.kind === "queue" && verdict.event.orderId, 252);
  });

  it("accepts the previous secret while one is set, and never an empty secret", () => {
    const headers = { "x-webhook-secret": "old" };
    assert.equal(statusOf({ headers, secrets: { previousSecret: "old" } }), "queue");
    assert.equal(statusOf({ headers }), 401);
    assert.equal(statusOf({ headers: { "x-webhook-secret": "" } }), 401);
    assert.equal(statusOf({ headers: {} }), 401);
  });

  it("rejects a secret of which only a prefix matches", () => {
    assert.equal(statusOf({ headers: { "x-webhook-secret": "s3cre" } }), 401);
    assert.equal(statusOf({ headers: { "x-webhook-secret": "s3cret1" } }), 401);
  });

  it("responds 401 to a wrong secret, whatever the body", () => {
    assert.equal(statusOf({ raw: "{oops", headers: {} }), 401);
  });

  it("has no use for another store's event, and accepts one that names no store", () => {
    assert.equal(statusOf({ body: { ...converted, producer: "stores/other" } }), "unusable");
    assert.equal(statusOf({ body: { ...converted, producer: undefined } }), "queue");
  });

  it("ignores another scope, so that BigCommerce records no failure", () => {
    assert.equal(statusOf({ body: { ...converted, scope: "store/product/updated" } }), "ignore");
  });

  for (const raw of ["", "{oops", "null", "[]", '"text"', "7"]) {
    it(`has no use for the body ${JSON.stringify(raw)}`, () => {
      assert.equal(statusOf({ raw }), "unusable");
    });
  }
  it("has no use for a body without a scope", () => {
    assert.equal(statusOf({ body: { ...converted, scope: undefined } }), "unusable");
  });
  for (const orderId of ["../x", 0, -1, 1.5, 1e99, null, undefined, "", "1e3", "007", [100]]) {
    it(`has no use for the order id ${JSON.stringify(orderId) ?? "nothing"}`, () => {
      assert.equal(statusOf({ body: { ...converted, data: { orderId } } }), "unusable");
    });
  }

  it("accepts a body of 64 KB and rejects one byte more, before any other check", () => {
    const padded = (size: number) => JSON.stringify(converted).padEnd(size, " ");
    assert.equal(statusOf({ raw: padded(65_536) }), "queue");
    assert.equal(statusOf({ raw: padded(65_537), headers: {} }), 413);
  });

  it("returns the same id for each delivery of an event, and another id for another event", () => {
    const idOf = (request: Request) => {
      const verdict = verify(request);
      return verdict.kind === "queue" ? verdict.event.eventId : "none";
    };
    assert.equal(idOf({}), idOf({}));
    assert.notEqual(idOf({}), idOf({ body: { ...converted, created_at: 1593326573 } }));
  });

  it("accepts an event with an invalid date", () => {
    const createdAt = (created_at: unknown) => {
      const verdict = verify({ body: { ...converted, created_at } });
      return verdict.kind === "queue" ? verdict.event.createdAt : verdict.kind;
    };
    assert.equal(createdAt("1593326572"), createdAt(1593326572));
    for (const invalid of [1e99, 1.5, null, "yesterday", {}])
      assert.equal(createdAt(invalid), undefined);
  });

  it("returns a verdict for every body", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (raw) => void verify({ raw })));
  });

  describe("with a Standard Webhooks signature", () => {
    const clientSecret = "client-secret";
    const raw = JSON.stringify(converted);
    const referenceSigner = new Webhook(Buffer.from(clientSecret).toString("base64"));
    const signed = (at = now, signature = referenceSigner.sign("msg_1", at, raw)) => ({
      "x-webhook-secret": "s3cret",
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": signature,
    });
    const signedRequest = { secrets: { clientSecret }, raw };

    it("accepts a signature of the reference library, and uses its id as the event's", () => {
      const verdict = verify({ ...signedRequest, headers: signed(), requireSignature: true });
      assert.equal(verdict.kind, "queue");
      if (verdict.kind === "queue")
        assert.deepEqual([verdict.event.eventId, verdict.event.signed], ["msg_1", true]);
    });
    it("accepts one valid signature among several", () => {
      const several = `v1,AAAA ${signed()["webhook-signature"]}`;
      assert.equal(statusOf({ ...signedRequest, headers: signed(now, several) }), "queue");
    });
    it("rejects a wrong signature even with the right secret", () => {
      assert.equal(statusOf({ ...signedRequest, headers: signed(now, "v1,AAAA") }), 401);
    });
    it("rejects a signature of another body", () => {
      assert.equal(statusOf({ ...signedRequest, raw: `${raw} `, headers: signed() }), 401);
    });
    it("rejects a signature more than five minutes old or ahead", () => {
      const at = (ms: number) =>
        statusOf({ ...signedRequest, headers: signed(new Date(now.getTime() + ms)) });
      assert.deepEqual([-300_000, -301_000, 300_000, 301_000].map(at), [
        "queue",
        401,
        "queue",
        401,
      ]);
    });
    it("rejects a missing signature only where one is required", () => {
      assert.equal(statusOf({ ...signedRequest }), "queue");
      assert.equal(statusOf({ ...signedRequest, requireSignature: true }), 401);
    });
    it("rejects a signed webhook without the shared secret", () => {
      assert.equal(
        statusOf({ ...signedRequest, headers: { ...signed(), "x-webhook-secret": "no" } }),
        401,
      );
    });
  });
});

describe("isDuplicate", () => {
  const event = { orderId: 7, eventId: "e1", scope: "store/cart/converted", signed: true };
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
  const trace = { receivedAt: hoursAgo(1), decision: "queued" };

  it("is true only of a signed event that was queued within 72 hours", () => {
    assert.equal(isDuplicate(event, trace, now), true);
    assert.equal(isDuplicate(event, { ...trace, receivedAt: hoursAgo(72) }, now), false);
    assert.equal(isDuplicate(event, { ...trace, decision: "refused" }, now), false);
    assert.equal(isDuplicate(event, undefined, now), false);
  });

  it("is false of an unsigned event, whose id is a digest of its body: two edits may have the same", () => {
    assert.equal(isDuplicate({ ...event, signed: false }, trace, now), false);
  });
});
