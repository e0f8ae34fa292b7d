import assert from "node:assert/strict";
import { scopes } from "../support/aWebhookRequest";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { eventually } from "../support/eventually";
import { putParameter } from "../support/putParameter";
import { queueIsEmpty } from "../support/queueIsEmpty";
import { only, types } from "../support/recordedStack";
import { type Row, type RunningService, startService } from "../support/runningService";

interface Decision {
  readonly message: string;
}

describe("journey: webhook → receiveWebhook → queue and Webhooks table → processOrders", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({ store: { orders: 20, seed: 2 } });
  });
  after(() => service.stop());

  const acknowledged = (id: number) =>
    eventually(`order ${id} is acknowledged`, async () =>
      (await service.rows("orders")).find(
        (row) => row["id"] === id && row["state"] === "acknowledged",
      ),
    );
  const effects = async () => ({
    orders: (await service.rows("orders")).length,
    webhooks: (await service.rows("webhooks")).length,
    queue: (await service.cloud.queueDepths())["orders"],
    mails: service.cloud.mailbox.list().length,
    queued: service.logs.filter((line) => line.includes('"webhook.queued"')).length,
  });

  it("replicates an order as it is placed, without a poll", async () => {
    const { id } = service.store.place({ kind: "physical" });
    await acknowledged(id);
    assert.equal(service.store.order(id)?.status_id, 9);
    const events = (await service.rows("webhooks")).filter(({ orderId }) => orderId === id);
    const event = events.find(({ scope }) => scope === "store/cart/converted");
    assert.equal(event?.["decision"], "queued");
    assert.equal((await service.rows("jobs")).length, 0);
  });

  it("accepts a rotated secret at once, in containers that cached the old one", async () => {
    const { value } = only(service.declared, types.parameter, "webhook-secrets").inputs;
    const old = JSON.parse(String(value)) as { readonly secret: string };
    const running = service.cloud.containers("receive-webhook");
    assert.ok(running.length > 0);
    const rotated = { ...old, secret: "rotated-webhook-secret", previousSecret: old.secret };
    await putParameter(service, "webhook-secrets", JSON.stringify(rotated));
    const ignored = convertedCart(100, { scope: "store/product/updated" });
    const response = await service.post(ignored, { "X-Webhook-Secret": rotated.secret });
    await putParameter(service, "webhook-secrets", JSON.stringify(old));
    assert.equal(response.status, 200);
    assert.deepEqual(service.cloud.containers("receive-webhook"), running);
  });

  it("carries one trace id from the webhook to the status write", async () => {
    const { id } = service.store.place({ kind: "digital" });
    const row = await acknowledged(id);
    const traceId = String(row["traceId"]);
    const lines = await eventually("both decisions are logged", () => {
      const found = service.logs.filter((line) => line.includes(`"traceId":"${traceId}"`));
      return found.length >= 2 && found;
    });
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as Decision).map(({ message }) => message),
      ["webhook.queued", "order.acknowledged"],
    );
    assert.ok(lines.every((line) => line.includes(`"orderId":${id}`)));
  });

  it("updates the record after a change by staff, and does not change their status", async () => {
    const { id } = service.store.place({ kind: "physical" });
    await acknowledged(id);
    service.store.setStatus(id, 2);
    await eventually("the record has the new status", async () =>
      (await service.rows("orders")).some(
        (row) => row["id"] === id && (row["order"] as Row)["status_id"] === 2,
      ),
    );
    assert.equal(service.store.order(id)?.status_id, 2);
  });

  it("accepts the test body of the README", async () => {
    const order = service.store.orders().find(({ status_id }) => status_id === 11);
    assert.ok(order);
    const response = await service.post(convertedCart(order.id), secretHeader);
    assert.deepEqual([response.status, await response.text()], [200, ""]);
    await acknowledged(order.id);
  });

  const rejected: [string, unknown, Record<string, string>, number][] = [
    ["a request without the secret", convertedCart(100), {}, 401],
    ["a request with a wrong secret", convertedCart(100), { "X-Webhook-Secret": "guess" }, 401],
    ["a body over 64 KB", convertedCart("x".repeat(70_000)), secretHeader, 413],
  ];
  for (const [title, body, headers, status] of rejected) {
    it(`responds ${status} to ${title}, without any effect`, async () => {
      await queueIsEmpty(service);
      const before = await effects();
      const response = await service.post(body, headers);
      assert.equal(response.status, status);
      assert.match(await response.text(), /"message":"[^"]{10,}/);
      assert.deepEqual(await effects(), before);
    });
  }

  const unusable: [string, unknown][] = [
    ["another store's event", convertedCart(100, { producer: "stores/other" })],
    ["a body that is not JSON", "{oops"],
    ["a body without a scope", convertedCart(100, { scope: undefined })],
    ...["../x", "0", 0, -1, 1.5, 1e99, null].map((id): [string, unknown] => [
      `the order id ${JSON.stringify(id)}`,
      convertedCart(id),
    ]),
  ];
  for (const [title, body] of unusable) {
    it(`responds 200 to ${title} with the secret, without any effect`, async () => {
      await queueIsEmpty(service);
      const before = { ...(await effects()), mails: 0 };
      assert.equal((await service.post(body, secretHeader)).status, 200);
      assert.deepEqual({ ...(await effects()), mails: 0 }, before);
    });
  }

  it("alerts once an hour about webhooks of no use", async () => {
    const mails = service.cloud.mailbox.list();
    assert.equal(mails.filter(({ body }) => body.includes("webhook.unusable")).length, 1);
  });

  it("responds 200 to an event of another scope, without any effect", async () => {
    await queueIsEmpty(service);
    const before = await effects();
    const response = await service.post(
      convertedCart(100, { scope: "store/product/updated" }),
      secretHeader,
    );
    assert.equal(response.status, 200);
    assert.deepEqual(await effects(), before);
  });

  it("has webhooks registered at startup, with its secret", () => {
    assert.deepEqual(
      service.store.hooks().map(({ scope, destination, headers, is_active }) => ({
        scope,
        destination,
        headers,
        is_active,
      })),
      scopes.map((scope) => ({
        scope,
        destination: service.cloud.webhookUrl,
        headers: secretHeader,
        is_active: true,
      })),
    );
  });

  it("changes no webhook at a poll, and sends no alert", async () => {
    const webhooksBefore = service.store.hooks();
    await service.poll();
    assert.deepEqual(service.store.hooks(), webhooksBefore);
    assert.deepEqual(
      service.cloud.mailbox.list().filter(({ body }) => body.includes("webhook.unhealthy")),
      [],
    );
  });

  it("moves webhooks to a rotated secret at a poll, in the container that read the old one", async () => {
    const { value } = only(service.declared, types.parameter, "webhook-secrets").inputs;
    const old = JSON.parse(String(value)) as { readonly secret: string };
    const secretsOf = () =>
      new Set(service.store.hooks().map(({ headers }) => JSON.stringify(headers)));
    const rotated = { ...old, secret: "another-webhook-secret" };
    await putParameter(service, "webhook-secrets", JSON.stringify(rotated));
    await service.poll();
    const moved = secretsOf();
    await putParameter(service, "webhook-secrets", String(value));
    await service.poll();
    const carried = (secret: string) =>
      new Set([JSON.stringify({ ...secretHeader, "X-Webhook-Secret": secret })]);
    assert.deepEqual([moved, secretsOf()], [carried(rotated.secret), carried(old.secret)]);
  });

  it("has no other route", async () => {
    const otherPath = await fetch(service.cloud.webhookUrl.replace("cart-converted", "orders"));
    assert.equal(otherPath.status, 404);
    assert.equal((await fetch(service.cloud.webhookUrl)).status, 404);
  });

  it("removes its webhooks from the store when it stops", async () => {
    await service.cloud.stop();
    assert.deepEqual(service.store.hooks(), []);
  });
});
