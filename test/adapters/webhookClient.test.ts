import assert from "node:assert/strict";
import type { SentResult, StoreRequest } from "../../adapters/storeClient";
import { webhookClient } from "../../adapters/webhookClient";
import { Failure } from "../../domain/failure";
import { aStore } from "../simulator/aStore";
import { aWebhookClient } from "../support/aWebhookClient";

const desired = {
  scope: "store/cart/converted",
  destination: "https://receiver.example.com/cart-converted",
  secret: "a-webhook-secret-of-length",
};

/** A store that responds to each request with the next of these bodies. */
const respondingWith = (...bodies: unknown[]) => {
  const requests: string[] = [];
  const sendWithRetry = async ({ method, path, query = "" }: StoreRequest): Promise<SentResult> => {
    requests.push(`${method} ${path}${query}`);
    return { body: bodies.shift(), found: true, length: 0, sentAt: new Date(0) };
  };
  return { webhooks: webhookClient({ sendWithRetry, sendOnce: sendWithRetry }), requests };
};
const aWebhook = (id: number) => ({ id, scope: "a", destination: "b", is_active: true });

describe("webhookClient", () => {
  for (const createdHookStatus of [200, 201] as const) {
    it(`creates an active webhook with the secret, on a ${createdHookStatus}`, async () => {
      const { store } = aStore({ behaviour: { createdHookStatus } });
      const webhooks = aWebhookClient(store);
      assert.equal(await webhooks.create(desired), undefined);
      const [webhook] = await webhooks.list();
      assert.deepEqual(
        [webhook?.scope, webhook?.destination, webhook?.is_active, webhook?.headers],
        [desired.scope, desired.destination, true, { "X-Webhook-Secret": desired.secret }],
      );
    });
  }

  for (const duplicateHookStatus of [409, 422] as const) {
    it(`returns the refusal of a duplicate, on a ${duplicateHookStatus}`, async () => {
      const { store } = aStore({ behaviour: { duplicateHookStatus } });
      const webhooks = aWebhookClient(store);
      await webhooks.create(desired);
      const refusal = await webhooks.create(desired);
      assert.equal(refusal?.code, "store.rejected");
      assert.match(refusal?.message ?? "", /POST \/v3\/hooks was answered \d+: .*exists already/);
      assert.equal((await webhooks.list()).length, 1);
    });
  }

  it("names the field that BigCommerce rejects", async () => {
    const { store } = aStore({ behaviour: { httpsDestinationsOnly: true } });
    const refusal = await aWebhookClient(store).create({
      ...desired,
      destination: "http://a.example",
    });
    assert.match(refusal?.message ?? "", /invalid: .*"destination":"error.expected.url"/);
  });

  it("updates a webhook's secret and activates it; returns false when it no longer exists", async () => {
    const all = aStore();
    const webhooks = aWebhookClient(all.store);
    const id = all.createHook(desired.scope, desired.destination, { "X-Webhook-Secret": "old" });
    all.request(`/v3/hooks/${id}`, { method: "PUT", body: { is_active: false } });
    assert.equal(await webhooks.update(id, desired), true);
    const [webhook] = await webhooks.list();
    assert.deepEqual(
      [webhook?.is_active, webhook?.headers],
      [true, { "X-Webhook-Secret": desired.secret }],
    );
    assert.equal(await webhooks.update(1, desired), false);
  });

  it("removes a webhook, and is idempotent", async () => {
    const all = aStore();
    const webhooks = aWebhookClient(all.store);
    const id = all.createHook(desired.scope);
    await webhooks.remove(id);
    await webhooks.remove(id);
    assert.deepEqual(await webhooks.list(), []);
  });

  it("lists every page, each webhook once", async () => {
    const pages = (...data: object[]) => ({ data, meta: { pagination: { total_pages: 2 } } });
    const { webhooks, requests } = respondingWith(
      pages(aWebhook(1), aWebhook(2)),
      pages(aWebhook(2), aWebhook(3)),
    );
    assert.deepEqual(
      (await webhooks.list()).map(({ id }) => id),
      [1, 2, 3],
    );
    assert.deepEqual(requests, [
      "GET /v3/hooks?limit=250&page=1",
      "GET /v3/hooks?limit=250&page=2",
    ]);
  });

  it("reads pages without pagination until one holds nothing new", async () => {
    const { webhooks, requests } = respondingWith({ data: [aWebhook(1)] }, { data: [aWebhook(1)] });
    assert.equal((await webhooks.list()).length, 1);
    assert.equal(requests.length, 2);
  });

  it("treats a 204 as no webhooks", async () => {
    assert.deepEqual(await respondingWith(undefined).webhooks.list(), []);
  });

  it("rejects an invalid list, and names the problem", async () => {
    const { webhooks } = respondingWith({ data: [{ ...aWebhook(1), scope: null }] });
    await assert.rejects(webhooks.list(), {
      message: "A webhook is invalid: expected string at scope, got null",
    });
  });

  it("returns BigCommerce's view of webhooks and domains", async () => {
    const all = aStore();
    const id = all.createHook(desired.scope, desired.destination);
    const { hooks_list: listed, blocked_domains: blocked } = await aWebhookClient(
      all.store,
    ).admin();
    assert.deepEqual(
      listed.map((each) => [each.id, each.status]),
      [[id, "active"]],
    );
    assert.deepEqual(blocked, []);
  });

  it("treats a 404 as a failure, not as a store without webhooks", async () => {
    const { store } = aStore({ hash: "other", behaviour: { wrongStoreHash: 404 } });
    await assert.rejects(
      aWebhookClient(store).list(),
      (error) => error instanceof Failure && /GET \/v3\/hooks: .*404/.test(error.message),
    );
  });
});
