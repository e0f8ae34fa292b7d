import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { repairWebhooks } from "../../../handlers/polling/repairWebhooks";
import { ensureWebhook } from "../../../handlers/polling/ensureWebhook";
import { aStore } from "../../simulator/aStore";
import { aWebhookClient } from "../../support/aWebhookClient";
import { fakePorts } from "../../support/fakePorts";

const webhookUrl = "https://receiver.example.com/cart-converted";
const watchedScopes = ["store/cart/converted", "store/order/updated"];
const secret = "s3cret";

/** A store whose hooks are as they should be, until somebody changes that. */
const setUp = async () => {
  const shop = aStore();
  const webhooks = aWebhookClient(shop.store);
  for (const scope of watchedScopes)
    await ensureWebhook(webhooks, { scope, destination: webhookUrl, secret });
  const ports = fakePorts();
  const publish = sinon.spy(ports.alerts, "publish");
  const run = (scopes = watchedScopes) =>
    repairWebhooks({ ports, rules: { webhookUrl, watchedScopes: scopes }, webhooks, traceId: "t" });
  const check = async (scopes = watchedScopes) => (await run(scopes)).health;
  const writes = () =>
    Object.entries(shop.store.requests().byRoute)
      .filter(([route]) => !route.startsWith("GET"))
      .reduce((sum, [, count]) => sum + count, 0);
  const [cart, updated] = await webhooks.list();
  assert.ok(cart && updated);
  const change = (body: object) => shop.request(`/v3/hooks/${updated.id}`, { method: "PUT", body });
  return { ...shop, hooks: webhooks, ports, publish, run, check, writes, cart, updated, change };
};

type SetUp = Awaited<ReturnType<typeof setUp>>;

describe("checkHooks", () => {
  it("writes nothing, tells nobody and takes two requests where all is well", async () => {
    const { check, writes, publish, store } = await setUp();
    const then = [writes(), store.requests().total] as const;
    assert.equal(await check(), "healthy");
    assert.deepEqual([writes(), store.requests().total], [then[0], then[1] + 2]);
    sinon.assert.notCalled(publish);
  });

  const troubles: [string, RegExp, (shop: SetUp) => unknown][] = [
    ["deleted", /updated missing/, ({ hooks, updated }) => hooks.remove(updated.id)],
    ["inactive", /updated inactive/, ({ change }) => change({ is_active: false })],
    [
      "given another secret",
      /updated changed/,
      ({ change }) => change({ headers: { "X-Webhook-Secret": "x" } }),
    ],
    [
      "pointed elsewhere",
      /updated missing/,
      ({ change }) => change({ destination: "https://elsewhere.example.com/" }),
    ],
  ];
  for (const [what, said, harm] of troubles) {
    it(`mends a hook that was ${what}, and says so once`, async () => {
      const shop = await setUp();
      await harm(shop);
      assert.equal(await shop.check(), "unhealthy");
      sinon.assert.calledOnceWithMatch(shop.publish, {
        cause: "poll-orders/webhook.unhealthy",
        subject: "Webhooks were unhealthy and have been repaired",
      });
      assert.match(shop.publish.firstCall.args[0].body, said);
      assert.equal(await shop.check(), "healthy");
      sinon.assert.calledOnce(shop.publish);
    });
  }

  it("tells of all hooks in one alert", async () => {
    const { hooks, check, publish, cart, updated } = await setUp();
    await hooks.remove(cart.id);
    await hooks.remove(updated.id);
    await check();
    sinon.assert.calledOnce(publish);
    assert.match(publish.firstCall.args[0].body, /cart\/converted missing, .*updated missing/);
    assert.equal((await hooks.list()).length, 2);
  });

  it("removes the doubles of a hook, which BigCommerce should not have let in", async () => {
    const { hooks, check, publish, updated } = await setUp();
    const list = hooks.list.bind(hooks);
    const remove = sinon.spy(hooks, "remove");
    hooks.list = async () => [...(await list()), { ...updated, id: updated.id + 100 }];
    assert.equal(await check(), "unhealthy");
    sinon.assert.calledOnceWithExactly(remove, updated.id + 100);
    assert.match(publish.firstCall.args[0].body, /updated duplicated/);
  });

  it("switches a hook on that only the admin page calls deactivated", async () => {
    const { hooks, check, writes, updated } = await setUp();
    const then = writes();
    hooks.admin = async () => ({
      hooks_list: [{ id: updated.id, status: "deactivated" }],
      blocked_domains: [],
    });
    assert.equal(await check(), "unhealthy");
    assert.equal(writes(), then + 1);
  });

  it("tells of an address that is held back, which nothing but time mends", async () => {
    const { hooks, check, writes, publish } = await setUp();
    const then = writes();
    hooks.admin = async () => ({
      hooks_list: [],
      blocked_domains: [
        { destination: "receiver.example.com", time_left: 170, reasons: undefined },
      ],
    });
    assert.equal(await check(), "unhealthy");
    assert.equal(writes(), then);
    sinon.assert.calledOnceWithMatch(publish, { subject: "Webhooks are unhealthy" });
  });

  it("takes a hook with the previous secret for well, so that a rotation alarms nobody", async () => {
    const { ports, check, publish } = await setUp();
    ports.secrets = async () => ({ secret: "new", previousSecret: secret, clientSecret: "" });
    assert.equal(await check(), "healthy");
    sinon.assert.notCalled(publish);
  });

  it("says why a hook could not be mended, and mends it at the next poll", async () => {
    const { hooks, check, publish, updated } = await setUp();
    await hooks.remove(updated.id);
    const create = sinon
      .stub(hooks, "create")
      .rejects(new Failure("store.rejected", "POST /v3/hooks: got 422"));
    assert.equal(await check(), "unhealthy");
    assert.match(publish.firstCall.args[0].subject, /are unhealthy/);
    assert.match(publish.firstCall.args[0].body, /updated missing; POST .* 422/);
    create.restore();
    assert.equal(await check(), "unhealthy");
    assert.equal(await check(), "healthy");
  });

  it("says what kept people from being told, and mends all the same", async () => {
    const { ports, hooks, run, updated } = await setUp();
    await hooks.remove(updated.id);
    ports.alerts.publish = () => Promise.reject(new Failure("aws.failed", "SNS is away"));
    const { health, alertFailure } = await run();
    assert.deepEqual([health, alertFailure?.code], ["unhealthy", "aws.failed"]);
    assert.deepEqual(await run(), { health: "healthy" });
  });

  it("tells that webhooks could not be looked at, unless that passes by itself", async () => {
    const { hooks, check, publish } = await setUp();
    hooks.list = async () => Promise.reject(new Failure("store.throttled", "no quota"));
    assert.equal(await check(), "unknown");
    sinon.assert.notCalled(publish);
    hooks.list = async () => Promise.reject(new Failure("store.rejected", "GET: got 400"));
    assert.equal(await check(), "unknown");
    sinon.assert.calledOnceWithMatch(publish, { subject: "The webhooks were not checked" });
  });

  it("asks nothing where no webhook is to be there", async () => {
    const { check, store } = await setUp();
    const { total } = store.requests();
    assert.equal(await check([]), "unknown");
    assert.equal(store.requests().total, total);
  });
});
