import assert from "node:assert/strict";
import fc from "fast-check";
import type { Alert } from "../../domain/alert";
import { Failure } from "../../domain/failure";
import { parseMessage } from "../../domain/orderMessage";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import { aWebhookRequest, scopes } from "../support/aWebhookRequest";
import {
  corrupted,
  corruptingTransport,
  corruption,
  corruptResponse,
  type CorruptResponse,
  truncated,
} from "../support/corruption";
import { fakePorts } from "../support/fakePorts";
import { smallService } from "../support/smallService";

const runs = { numRuns: 150 };

const checkouts = [
  { lines: 2, addresses: 2, coupons: 1 },
  { lines: 51, addresses: 1, coupons: 0 },
  { kind: "digital", lines: 1, addresses: 0, coupons: 0 },
] as const;

/** A service with three orders to replicate, whose store returns one corrupt response. */
const withCorruption = (fault: CorruptResponse) => {
  const service = smallService({ transport: corruptingTransport(fault) });
  const orders = checkouts.map((wishes) => ({ ...wishes, ...service.store.place(wishes) }));
  return { service, orders };
};

type CorruptedService = ReturnType<typeof withCorruption>;

/** Every failure is named in logs and alerts. */
const assertNoUnexpected = ({ service }: CorruptedService): void => {
  const codes = service.logged.flatMap(({ code }) => (typeof code === "string" ? [code] : []));
  assert.ok(!codes.includes("unexpected"), JSON.stringify(service.logged));
  const causes = service.alerts.map(({ cause }) => cause);
  assert.ok(!causes.some((cause) => cause.endsWith("unexpected")), causes.join());
};

const sizeOf = (list: unknown): number => (Array.isArray(list) ? list.length : Number.NaN);

const sizesIn = ({ rows }: CorruptedService["service"], id: number): number[] | undefined => {
  const row = rows.get(id);
  return row && [row["products"], row["shippingAddresses"], row["coupons"]].map(sizeOf);
};

const assertComplete = ({ service, orders }: CorruptedService): void => {
  for (const { id, lines, addresses, coupons } of orders)
    assert.deepEqual(
      sizesIn(service, id) ?? "none",
      service.rows.has(id) ? [lines, addresses, coupons] : "none",
    );
};

const orderIdIn = (body: string): number => {
  const message = parseMessage(body);
  return message instanceof Failure ? 0 : message.orderId;
};

const aMessage = { v: 1, orderId: 7, reason: "poll", traceId: "t", at: "2026-11-21" };

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.json(),
  corruption.map((one) => corrupted(JSON.stringify(aMessage), one)),
);

const anEvent = {
  scope: "store/cart/converted",
  store_id: "11111",
  data: { type: "cart", id: "72880ea0", orderId: 100 },
  hash: "352e4afc",
  created_at: 1_593_326_572,
  producer: "stores/abc123",
};

const anyWebhook = fc.oneof(
  anyText,
  corruption.map((one) => corrupted(JSON.stringify(anEvent), one)),
  corruption.map((one) => truncated(JSON.stringify(anEvent), one)),
);

/** The receiver's response to a body that comes with the right secret. */
const receive = async (body: string) => {
  const sent: string[] = [];
  const alerts: Alert[] = [];
  const ports = {
    ...fakePorts(),
    secrets: async () => ({ secret: "s3cret", previousSecret: "", clientSecret: "" }),
    queue: {
      send: async (messages: readonly unknown[]) =>
        void sent.push(...messages.map((one) => JSON.stringify(one))),
    },
    alerts: { publish: async (alert: Alert) => void alerts.push(alert) },
  };
  const handler = receiveWebhook(ports, { storeHash: "abc123", scopes, requireSignature: false });
  const request = aWebhookRequest(body, { "X-Webhook-Secret": "s3cret" });
  const { statusCode } = await handler(request);
  return { statusCode, sent, alerts };
};

describe("invalid input", () => {
  it("a corrupt response of the store is a named failure, and no incomplete record is stored", async () => {
    await fc.assert(
      fc.asyncProperty(corruptResponse, async (one) => {
        const run = withCorruption(one);
        const { service, orders } = run;
        for (const { id } of orders) service.enqueueWebhook(id);
        await service.process();
        assertNoUnexpected(run);
        assertComplete(run);
        for (let n = 0; service.queue.length > 0 && n < 5; n += 1) await service.process();
        assert.deepEqual(
          orders.map(({ id }) => service.statusWrites(id)),
          [[9], [9], [8]],
        );
        assertComplete(run);
        assert.deepEqual(service.deadLetters, []);
      }),
      runs,
    );
  });

  it("a corrupt list fails its poll with a named failure, and a later poll queues every order", async () => {
    await fc.assert(
      fc.asyncProperty(corruptResponse, async (one) => {
        const run = withCorruption(one);
        const { service, orders } = run;
        const isNamed = (problem: unknown) => assert.ok(problem instanceof Failure);
        for (let n = 0; n < 3; n += 1) await service.poll().catch(isNamed);
        assertNoUnexpected(run);
        const queued = new Set(service.queue.map(({ body }) => orderIdIn(body)));
        assert.deepEqual([...queued].sort(), orders.map(({ id }) => id).sort());
      }),
      runs,
    );
  });

  it("a message of any shape is dead-lettered with its reason, and its neighbours are replicated", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (body) => {
        fc.pre(parseMessage(body) instanceof Failure);
        const service = smallService();
        const { id } = service.store.place();
        service.enqueue(body);
        service.enqueueWebhook(id);
        assert.deepEqual(await service.process(), []);
        assert.deepEqual(service.statusWrites(id), [9]);
        assert.deepEqual(
          service.deadLetters.map((one) => [one.body, one.code]),
          [[body, "message.invalid"]],
        );
      }),
      runs,
    );
  });

  it("an authentic webhook of any shape gets 200, and queues one valid message, alerts or is ignored", async () => {
    await fc.assert(
      fc.asyncProperty(anyWebhook, async (body) => {
        const { statusCode, sent, alerts } = await receive(body);
        assert.equal(statusCode, 200);
        assert.ok(sent.length + alerts.length <= 1);
        for (const one of sent) assert.ok(!(parseMessage(one) instanceof Failure), one);
        for (const { code } of alerts) assert.equal(code, "webhook.unusable");
      }),
      { numRuns: 1_000 },
    );
  });
});
