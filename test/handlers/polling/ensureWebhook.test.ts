import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { ensureWebhook, removeWebhook } from "../../../handlers/polling/ensureWebhook";
import { aStore } from "../../simulator/aStore";
import { aWebhookClient } from "../../support/aWebhookClient";

const desired = {
  scope: "store/order/updated",
  destination: "https://receiver.example.com/cart-converted",
  secret: "a-webhook-secret-of-length",
};
const header = { "X-Webhook-Secret": desired.secret };

const setUp = (options: Parameters<typeof aStore>[0] = {}) => {
  const all = aStore(options);
  const webhooks = aWebhookClient(all.store);
  const writes = () =>
    Object.entries(all.store.requests().byRoute).filter(([route]) => !route.startsWith("GET"));
  return { ...all, webhooks, writes };
};

describe("ensureWebhook", () => {
  it("creates a missing webhook", async () => {
    const { webhooks } = setUp();
    await ensureWebhook(webhooks, desired);
    const [webhook, ...others] = await webhooks.list();
    assert.deepEqual([webhook?.headers, webhook?.is_active, others], [header, true, []]);
  });

  it("is idempotent: a second call writes nothing", async () => {
    const { webhooks, writes } = setUp();
    await ensureWebhook(webhooks, desired);
    const before = writes();
    await ensureWebhook(webhooks, desired);
    assert.deepEqual(writes(), before);
  });

  it("adopts an equal webhook that another client created, whatever the case of its header", async () => {
    const { webhooks, createHook, writes } = setUp();
    const id = createHook(desired.scope, desired.destination, {
      "x-webhook-secret": desired.secret,
    });
    const before = writes();
    await ensureWebhook(webhooks, desired);
    assert.deepEqual(
      (await webhooks.list()).map((each) => each.id),
      [id],
    );
    assert.deepEqual(writes(), before);
  });

  for (const [what, change] of [
    ["is inactive", { is_active: false }],
    ["has another secret", { headers: { "X-Webhook-Secret": "another" } }],
    ["has no secret", { headers: {} }],
  ] as const) {
    it(`updates a webhook that ${what}`, async () => {
      const { webhooks, request } = setUp();
      await ensureWebhook(webhooks, desired);
      const [before] = await webhooks.list();
      request(`/v3/hooks/${before?.id}`, { method: "PUT", body: change });
      await ensureWebhook(webhooks, desired);
      const [webhook] = await webhooks.list();
      assert.deepEqual(
        [webhook?.id, webhook?.headers, webhook?.is_active],
        [before?.id, header, true],
      );
    });
  }

  it("leaves webhooks of other scopes and destinations unchanged", async () => {
    const { webhooks, createHook, store } = setUp();
    createHook("store/order/*");
    createHook(desired.scope, "https://elsewhere.example.com/hooks");
    const before = store.hooks();
    await ensureWebhook(webhooks, desired);
    assert.deepEqual(store.hooks().slice(0, 2), before);
    await removeWebhook(webhooks, desired);
    assert.deepEqual(store.hooks(), before);
  });

  for (const duplicateHookStatus of [409, 422] as const) {
    it(`adopts the webhook of a faster client, after a ${duplicateHookStatus}`, async () => {
      const { webhooks, createHook } = setUp({ behaviour: { duplicateHookStatus } });
      createHook(desired.scope, desired.destination, { "X-Webhook-Secret": "another" });
      const list = sinon.stub(webhooks, "list").callThrough();
      list.onFirstCall().resolves([]);
      await ensureWebhook(webhooks, desired);
      assert.deepEqual(
        (await webhooks.list()).map(({ headers }) => headers),
        [header],
      );
    });
  }

  it("has one webhook after the response to its creation was lost", async () => {
    const { webhooks, store } = setUp();
    const fault = { kind: "status", status: 502 } as const;
    store.injectFault({ fault, method: "POST", times: 1, afterEffect: true });
    await ensureWebhook(webhooks, desired);
    assert.equal((await webhooks.list()).length, 1);
  });

  it("creates a webhook again that was deleted before its update", async () => {
    const { webhooks, createHook, request } = setUp();
    const id = createHook(desired.scope, desired.destination);
    const stale = await webhooks.list();
    request(`/v3/hooks/${id}`, { method: "DELETE" });
    const list = sinon.stub(webhooks, "list").callThrough();
    list.onFirstCall().resolves(stale);
    await ensureWebhook(webhooks, desired);
    assert.deepEqual(
      (await webhooks.list()).map(({ headers }) => headers),
      [header],
    );
  });

  it("removes duplicates, which BigCommerce should not allow", async () => {
    const { webhooks, createHook, request } = setUp();
    createHook(desired.scope, desired.destination, header);
    const second = createHook(desired.scope, "https://elsewhere.example.com");
    const body = { destination: desired.destination };
    request(`/v3/hooks/${second}`, { method: "PUT", body });
    await ensureWebhook(webhooks, desired);
    assert.equal((await webhooks.list()).length, 1);
  });

  it("fails with BigCommerce's reason when the webhook cannot be created", async () => {
    const { webhooks } = setUp({ behaviour: { httpsDestinationsOnly: true } });
    await assert.rejects(
      ensureWebhook(webhooks, { ...desired, destination: "http://127.0.0.1:1/hook" }),
      (error) => error instanceof Failure && /destination/.test(error.message),
    );
  });
});

describe("removeWebhook", () => {
  it("removes the webhook, and is idempotent", async () => {
    const { webhooks, createHook } = setUp();
    createHook(desired.scope, desired.destination);
    await removeWebhook(webhooks, desired);
    await removeWebhook(webhooks, desired);
    assert.deepEqual(await webhooks.list(), []);
  });
});
