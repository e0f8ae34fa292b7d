import assert from "node:assert/strict";
import { webhookClient } from "../../adapters/webhookClient";
import type { SentResult, StoreRequest } from "../../adapters/storeClient";
import { Failure } from "../../domain/failure";
import { aStore } from "../simulator/aStore";
import { aWebhookClient } from "../support/aWebhookClient";

const wanted = {
  scope: "store/cart/converted",
  destination: "https://receiver.example.com/cart-converted",
  secret: "a-webhook-secret-of-length",
};

/** A store that answers each request with the next of these bodies. */
const answering = (...bodies: unknown[]) => {
  const asked: string[] = [];
  const sendWithRetry = async ({ method, path, query = "" }: StoreRequest): Promise<SentResult> => {
    asked.push(`${method} ${path}${query}`);
    return { body: bodies.shift(), found: true, sentAt: new Date(0) };
  };
  return { hooks: webhookClient({ sendWithRetry, sendOnce: sendWithRetry }), asked };
};
const aHook = (id: number) => ({ id, scope: "a", destination: "b", is_active: true });

describe("hookClient", () => {
  for (const createdHookStatus of [200, 201] as const) {
    it(`creates a hook that is active and bears the secret, answered ${createdHookStatus}`, async () => {
      const { store } = aStore({ behaviour: { createdHookStatus } });
      const hooks = aWebhookClient(store);
      assert.equal(await hooks.create(wanted), undefined);
      const [hook] = await hooks.list();
      assert.deepEqual(
        [hook?.scope, hook?.destination, hook?.is_active, hook?.headers],
        [wanted.scope, wanted.destination, true, { "X-Webhook-Secret": wanted.secret }],
      );
    });
  }

  for (const duplicateHookStatus of [409, 422] as const) {
    it(`hands back the refusal of a duplicate, answered ${duplicateHookStatus}`, async () => {
      const { store } = aStore({ behaviour: { duplicateHookStatus } });
      const hooks = aWebhookClient(store);
      await hooks.create(wanted);
      const refusal = await hooks.create(wanted);
      assert.equal(refusal?.code, "store.rejected");
      assert.match(refusal?.message ?? "", /POST \/v3\/hooks was answered \d+: .*exists already/);
      assert.equal((await hooks.list()).length, 1);
    });
  }

  it("names the field that BigCommerce does not take", async () => {
    const { store } = aStore({ behaviour: { httpsDestinationsOnly: true } });
    const refusal = await aWebhookClient(store).create({
      ...wanted,
      destination: "http://a.example",
    });
    assert.match(refusal?.message ?? "", /invalid: .*"destination":"error.expected.url"/);
  });

  it("changes a hook's secret and switches it on; false when it is gone", async () => {
    const shop = aStore();
    const hooks = aWebhookClient(shop.store);
    const id = shop.createHook(wanted.scope, wanted.destination, { "X-Webhook-Secret": "old" });
    shop.request(`/v3/hooks/${id}`, { method: "PUT", body: { is_active: false } });
    assert.equal(await hooks.update(id, wanted), true);
    const [hook] = await hooks.list();
    assert.deepEqual(
      [hook?.is_active, hook?.headers],
      [true, { "X-Webhook-Secret": wanted.secret }],
    );
    assert.equal(await hooks.update(1, wanted), false);
  });

  it("removes a hook, also one that is gone already", async () => {
    const shop = aStore();
    const hooks = aWebhookClient(shop.store);
    const id = shop.createHook(wanted.scope);
    await hooks.remove(id);
    await hooks.remove(id);
    assert.deepEqual(await hooks.list(), []);
  });

  it("lists every page, each hook once", async () => {
    const pages = (...data: object[]) => ({ data, meta: { pagination: { total_pages: 2 } } });
    const { hooks, asked } = answering(pages(aHook(1), aHook(2)), pages(aHook(2), aHook(3)));
    assert.deepEqual(
      (await hooks.list()).map(({ id }) => id),
      [1, 2, 3],
    );
    assert.deepEqual(asked, ["GET /v3/hooks?limit=250&page=1", "GET /v3/hooks?limit=250&page=2"]);
  });

  it("lists on where an answer does not tell of pages, until one brings nothing new", async () => {
    const { hooks, asked } = answering({ data: [aHook(1)] }, { data: [aHook(1)] });
    assert.equal((await hooks.list()).length, 1);
    assert.equal(asked.length, 2);
  });

  it("takes no content for no hooks", async () => {
    assert.deepEqual(await answering(undefined).hooks.list(), []);
  });

  it("refuses a list in a shape that it does not know, and says which", async () => {
    const { hooks } = answering({ data: [{ ...aHook(1), is_active: "yes" }] });
    await assert.rejects(hooks.list(), {
      message: "A webhook is invalid: expected boolean at is_active, got text of 3 characters",
    });
  });

  it("tells what BigCommerce thinks of hooks and of domains", async () => {
    const shop = aStore();
    const id = shop.createHook(wanted.scope, wanted.destination);
    const { hooks_list: listed, blocked_domains: blocked } = await aWebhookClient(
      shop.store,
    ).admin();
    assert.deepEqual(
      listed.map((each) => [each.id, each.status]),
      [[id, "active"]],
    );
    assert.deepEqual(blocked, []);
  });

  it("takes a store without hooks for a fault, not for a store that has none", async () => {
    const { store } = aStore({ hash: "other", behaviour: { wrongStoreHash: 404 } });
    await assert.rejects(
      aWebhookClient(store).list(),
      (error) => error instanceof Failure && /GET \/v3\/hooks: .*404/.test(error.message),
    );
  });
});
