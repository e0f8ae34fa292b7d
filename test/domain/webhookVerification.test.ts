import assert from "node:assert/strict";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { isDuplicate, verifyWebhook } from "../../domain/webhookVerification";
import type { WebhookSecrets } from "../../domain/webhookAuth";
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

const judge = ({ body = converted, raw, headers, ...over }: Request = {}) =>
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
  const verdict = judge(request);
  return verdict.kind === "refuse" ? verdict.httpStatus : verdict.kind;
};

describe("judgeWebhook", () => {
  it("queues the order of a converted cart", () => {
    const verdict = judge();
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
  const tellingOf250: [string, object][] = [
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
  for (const [event, data] of tellingOf250) {
    it(`queues the order that store/order/${event} tells of in ${JSON.stringify(data)}`, () => {
      const verdict = judge({ body: changed(event, data) });
      assert.equal(verdict.kind === "queue" && verdict.event.orderId, 250);
    });
  }

  it("reads the statuses that an event tells of, and none from what is no status", () => {
    const statusesOfEvent = (status: unknown) => {
      const verdict = judge({ body: changed("statusUpdated", { status }) });
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
    for (const odd of [
      undefined,
      null,
      11,
      "11",
      {},
      { new_status_id: "1.5" },
      { new_status_id: 1.5 },
    ])
      assert.deepEqual(statusesOfEvent(odd), [undefined, undefined]);
  });

  it("never takes a cart's id for an order's", () => {
    assert.equal(statusOf({ body: { ...converted, data: { type: "cart", id: 252 } } }), 400);
  });

  it("ignores order events that BigCommerce was not asked for", () => {
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

  it("accepts an order id written as text", () => {
    const verdict = judge({ body: { ...converted, data: { orderId: "252" } } });
    assert.equal(verdict.kind === "queue" && verdict.event.orderId, 252);
  });

  it("accepts the previous secret while one is set, and no empty one ever", () => {
    const headers = { "x-webhook-secret": "old" };
    assert.equal(statusOf({ headers, secrets: { previousSecret: "old" } }), "queue");
    assert.equal(statusOf({ headers }), 401);
    assert.equal(statusOf({ headers: { "x-webhook-secret": "" } }), 401);
    assert.equal(statusOf({ headers: {} }), 401);
  });

  it("refuses a secret that only begins right", () => {
    assert.equal(statusOf({ headers: { "x-webhook-secret": "s3cre" } }), 401);
    assert.equal(statusOf({ headers: { "x-webhook-secret": "s3cret1" } }), 401);
  });

  it("says nothing about a body to one who does not know the secret", () => {
    assert.equal(statusOf({ raw: "{oops", headers: {} }), 401);
  });

  it("refuses another store's event", () => {
    assert.equal(statusOf({ body: { ...converted, producer: "stores/other" } }), 401);
    assert.equal(statusOf({ body: { ...converted, producer: undefined } }), 401);
  });

  it("ignores another scope, so that BigCommerce does not take it for a failure", () => {
    assert.equal(statusOf({ body: { ...converted, scope: "store/product/updated" } }), "ignore");
  });

  for (const raw of ["", "{oops", "null", "[]", '"text"', "7"]) {
    it(`refuses the body ${JSON.stringify(raw)} as malformed`, () => {
      assert.equal(statusOf({ raw }), 400);
    });
  }
  it("refuses a body without a scope", () => {
    assert.equal(statusOf({ body: { ...converted, scope: undefined } }), 400);
  });
  for (const orderId of ["../x", 0, -1, 1.5, 1e99, null, undefined, "", "1e3", "007", [100]]) {
    it(`refuses the order id ${JSON.stringify(orderId) ?? "nothing"}`, () => {
      assert.equal(statusOf({ body: { ...converted, data: { orderId } } }), 400);
    });
  }

  it("takes a body of 64 KB and refuses one byte more, before anything else", () => {
    const padded = (size: number) => JSON.stringify(converted).padEnd(size, " ");
    assert.equal(statusOf({ raw: padded(65_536) }), "queue");
    assert.equal(statusOf({ raw: padded(65_537), headers: {} }), 413);
  });

  it("gives one event the same id at each delivery, and another event another", () => {
    const idOf = (request: Request) => {
      const verdict = judge(request);
      return verdict.kind === "queue" ? verdict.event.eventId : "none";
    };
    assert.equal(idOf({}), idOf({}));
    assert.notEqual(idOf({}), idOf({ body: { ...converted, created_at: 1593326573 } }));
  });

  it("refuses no event for its date, which is only of help", () => {
    const createdAt = (created_at: unknown) => {
      const verdict = judge({ body: { ...converted, created_at } });
      return verdict.kind === "queue" ? verdict.event.createdAt : verdict.kind;
    };
    assert.equal(createdAt("1593326572"), createdAt(1593326572));
    for (const odd of [1e99, 1.5, null, "yesterday", {}]) assert.equal(createdAt(odd), undefined);
  });

  it("answers every body with a verdict", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (raw) => void judge({ raw })));
  });

  describe("with a Standard Webhooks signature", () => {
    const clientSecret = "client-secret";
    const raw = JSON.stringify(converted);
    const witness = new Webhook(Buffer.from(clientSecret).toString("base64"));
    const signed = (at = now, signature = witness.sign("msg_1", at, raw)) => ({
      "x-webhook-secret": "s3cret",
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": signature,
    });
    const known = { secrets: { clientSecret }, raw };

    it("accepts what the reference library signed, and takes its id for the event's", () => {
      const verdict = judge({ ...known, headers: signed(), requireSignature: true });
      assert.equal(verdict.kind, "queue");
      if (verdict.kind === "queue")
        assert.deepEqual([verdict.event.eventId, verdict.event.signed], ["msg_1", true]);
    });
    it("accepts one right signature among several", () => {
      const several = `v1,AAAA ${signed()["webhook-signature"]}`;
      assert.equal(statusOf({ ...known, headers: signed(now, several) }), "queue");
    });
    it("refuses a wrong signature even with the right secret", () => {
      assert.equal(statusOf({ ...known, headers: signed(now, "v1,AAAA") }), 401);
    });
    it("refuses a signature over another body", () => {
      assert.equal(statusOf({ ...known, raw: `${raw} `, headers: signed() }), 401);
    });
    it("refuses a signature older, or younger, than five minutes", () => {
      const at = (ms: number) =>
        statusOf({ ...known, headers: signed(new Date(now.getTime() + ms)) });
      assert.deepEqual([-300_000, -301_000, 300_000, 301_000].map(at), [
        "queue",
        401,
        "queue",
        401,
      ]);
    });
    it("refuses a missing signature only where one is demanded", () => {
      assert.equal(statusOf({ ...known }), "queue");
      assert.equal(statusOf({ ...known, requireSignature: true }), 401);
    });
    it("is refused without the shared secret", () => {
      assert.equal(statusOf({ ...known, headers: { ...signed(), "x-webhook-secret": "no" } }), 401);
    });
  });
});

describe("isRepeat", () => {
  const event = { orderId: 7, eventId: "e1", scope: "store/cart/converted", signed: true };
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
  const trace = { receivedAt: hoursAgo(1), decision: "queued" };

  it("ignores a signed event that was queued within 72 hours, and no other", () => {
    assert.equal(isDuplicate(event, trace, now), true);
    assert.equal(isDuplicate(event, { ...trace, receivedAt: hoursAgo(72) }, now), false);
    assert.equal(isDuplicate(event, { ...trace, decision: "refused" }, now), false);
    assert.equal(isDuplicate(event, undefined, now), false);
  });

  it("ignores no unsigned event, whose id is a digest of its body: two edits may have the same", () => {
    assert.equal(isDuplicate({ ...event, signed: false }, trace, now), false);
  });
});
