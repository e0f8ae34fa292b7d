import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { ensureWebhook, removeWebhook } from "../../../handlers/polling/ensureWebhook";
import { aStore } from "../../simulator/aStore";
import { aWebhookClient } from "../../support/aWebhookClient";

const wanted = {
  scope: "store/order/updated",
  destination: "https://receiver.example.com/cart-converted",
  secret: "a-webhook-secret-of-length",
};
const header = { "X-Webhook-Secret": wanted.secret };

const setUp = (options: Parameters<typeof aStore>[0] = {}) => {
  const shop = aStore(options);
  const hooks = aWebhookClient(shop.store);
  const writes = () =>
    Object.entries(shop.store.requests().byRoute).filter(([route]) => !route.startsWith("GET"));
  return { ...shop, hooks, writes };
};

describe("registerHook", () => {
  it("creates a hook that is missing", async () => {
    const { hooks } = setUp();
    await ensureWebhook(hooks, wanted);
    const [hook, ...others] = await hooks.list();
    assert.deepEqual([hook?.headers, hook?.is_active, others], [header, true, []]);
  });

  it("writes nothing a second time", async () => {
    const { hooks, writes } = setUp();
    await ensureWebhook(hooks, wanted);
    const then = writes();
    await ensureWebhook(hooks, wanted);
    assert.deepEqual(writes(), then);
  });

  it("adopts an equal hook that somebody else made, whatever the case of its header", async () => {
    const { hooks, createHook, writes } = setUp();
    const id = createHook(wanted.scope, wanted.destination, { "x-webhook-secret": wanted.secret });
    const then = writes();
    await ensureWebhook(hooks, wanted);
    assert.deepEqual(
      (await hooks.list()).map((each) => each.id),
      [id],
    );
    assert.deepEqual(writes(), then);
  });

  for (const [what, change] of [
    ["is switched off", { is_active: false }],
    ["bears another secret", { headers: { "X-Webhook-Secret": "another" } }],
    ["bears no secret", { headers: {} }],
  ] as const) {
    it(`mends a hook that ${what}`, async () => {
      const { hooks, request } = setUp();
      await ensureWebhook(hooks, wanted);
      const [before] = await hooks.list();
      request(`/v3/hooks/${before?.id}`, { method: "PUT", body: change });
      await ensureWebhook(hooks, wanted);
      const [hook] = await hooks.list();
      assert.deepEqual([hook?.id, hook?.headers, hook?.is_active], [before?.id, header, true]);
    });
  }

  it("leaves hooks of other scopes and destinations alone", async () => {
    const { hooks, createHook, store } = setUp();
    createHook("store/order/*");
    createHook(wanted.scope, "https://elsewhere.example.com/hooks");
    const then = store.hooks();
    await ensureWebhook(hooks, wanted);
    assert.deepEqual(store.hooks().slice(0, 2), then);
    await removeWebhook(hooks, wanted);
    assert.deepEqual(store.hooks(), then);
  });

  for (const duplicateHookStatus of [409, 422] as const) {
    it(`adopts the hook of one who was quicker, told by ${duplicateHookStatus}`, async () => {
      const { hooks, createHook } = setUp({ behaviour: { duplicateHookStatus } });
      createHook(wanted.scope, wanted.destination, { "X-Webhook-Secret": "another" });
      const list = sinon.stub(hooks, "list").callThrough();
      list.onFirstCall().resolves([]);
      await ensureWebhook(hooks, wanted);
      assert.deepEqual(
        (await hooks.list()).map(({ headers }) => headers),
        [header],
      );
    });
  }

  it("has one hook after the answer to its creation was lost", async () => {
    const { hooks, store } = setUp();
    const fault = { kind: "status", status: 502 } as const;
    store.injectFault({ fault, method: "POST", times: 1, afterEffect: true });
    await ensureWebhook(hooks, wanted);
    assert.equal((await hooks.list()).length, 1);
  });

  it("creates a hook anew that was deleted before it could be mended", async () => {
    const { hooks, createHook, request } = setUp();
    const id = createHook(wanted.scope, wanted.destination);
    const stale = await hooks.list();
    request(`/v3/hooks/${id}`, { method: "DELETE" });
    const list = sinon.stub(hooks, "list").callThrough();
    list.onFirstCall().resolves(stale);
    await ensureWebhook(hooks, wanted);
    assert.deepEqual(
      (await hooks.list()).map(({ headers }) => headers),
      [header],
    );
  });

  it("removes doubles, which BigCommerce should not allow", async () => {
    const { hooks, createHook, request } = setUp();
    createHook(wanted.scope, wanted.destination, header);
    const second = createHook(wanted.scope, "https://elsewhere.example.com");
    const body = { destination: wanted.destination };
    request(`/v3/hooks/${second}`, { method: "PUT", body });
    await ensureWebhook(hooks, wanted);
    assert.equal((await hooks.list()).length, 1);
  });

  it("fails, saying what BigCommerce did not like, when there is no hook after all", async () => {
    const { hooks } = setUp({ behaviour: { httpsDestinationsOnly: true } });
    await assert.rejects(
      ensureWebhook(hooks, { ...wanted, destination: "http://127.0.0.1:1/hook" }),
      (error) => error instanceof Failure && /destination/.test(error.message),
    );
  });
});

describe("removeHook", () => {
  it("leaves no such hook, and does so again without complaint", async () => {
    const { hooks, createHook } = setUp();
    createHook(wanted.scope, wanted.destination);
    await removeWebhook(hooks, wanted);
    await removeWebhook(hooks, wanted);
    assert.deepEqual(await hooks.list(), []);
  });
});
