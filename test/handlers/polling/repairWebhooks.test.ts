import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { ensureWebhook } from "../../../handlers/polling/ensureWebhook";
import { repairWebhooks } from "../../../handlers/polling/repairWebhooks";
import { aStore } from "../../simulator/aStore";
import { aWebhookClient } from "../../support/aWebhookClient";
import { fakePorts } from "../../support/fakePorts";

const webhookUrl = "https://receiver.example.com/cart-converted";
const watchedScopes = ["store/cart/converted", "store/order/updated"];
const secret = "s3cret";

/** A store whose webhooks are healthy until a test changes them. */
const setUp = async () => {
  const all = aStore();
  const webhooks = aWebhookClient(all.store);
  for (const scope of watchedScopes)
    await ensureWebhook(webhooks, { scope, destination: webhookUrl, secret });
  const ports = fakePorts();
  const publish = sinon.spy(ports.alerts, "publish");
  const run = (scopes = watchedScopes) =>
    repairWebhooks({ ports, rules: { webhookUrl, watchedScopes: scopes }, webhooks, traceId: "t" });
  const check = async (scopes = watchedScopes) => (await run(scopes)).health;
  const writes = () =>
    Object.entries(all.store.requests().byRoute)
      .filter(([route]) => !route.startsWith("GET"))
      .reduce((sum, [, count]) => sum + count, 0);
  const [cart, updated] = await webhooks.list();
  assert.ok(cart && updated);
  const change = (body: object) => all.request(`/v3/hooks/${updated.id}`, { method: "PUT", body });
  return { ...all, webhooks, ports, publish, run, check, writes, cart, updated, change };
};

type SetUp = Awaited<ReturnType<typeof setUp>>;

describe("repairWebhooks", () => {
  it("writes nothing, sends no alert and takes two requests when all webhooks are healthy", async () => {
    const { check, writes, publish, store } = await setUp();
    const before = [writes(), store.requests().total] as const;
    assert.equal(await check(), "healthy");
    assert.deepEqual([writes(), store.requests().total], [before[0], before[1] + 2]);
    sinon.assert.notCalled(publish);
  });

  const faults: [string, RegExp, (context: SetUp) => unknown][] = [
    ["deleted", /updated missing/, ({ webhooks, updated }) => webhooks.remove(updated.id)],
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
  for (const [what, problem, damage] of faults) {
    it(`repairs a webhook that was ${what}, and alerts once`, async () => {
      const context = await setUp();
      await damage(context);
      assert.equal(await context.check(), "unhealthy");
      sinon.assert.calledOnceWithMatch(context.publish, {
        cause: "poll-orders/webhook.unhealthy",
        subject: "Webhooks were unhealthy and have been repaired",
      });
      assert.match(context.publish.firstCall.args[0].body, problem);
      assert.equal(await context.check(), "healthy");
      sinon.assert.calledOnce(context.publish);
    });
  }

  for (const odd of [null, "true", 1, undefined]) {
    it(`writes a webhook again whose is_active is ${JSON.stringify(odd) ?? "absent"}`, async () => {
      const { webhooks, check } = await setUp();
      const list = webhooks.list.bind(webhooks);
      const update = sinon.spy(webhooks, "update");
      webhooks.list = async () => (await list()).map((one) => ({ ...one, is_active: odd }));
      assert.equal(await check(), "unhealthy");
      sinon.assert.called(update);
    });
  }

  it("repairs what the list shows while `/hooks/admin` does not respond", async () => {
    const { webhooks, check, updated } = await setUp();
    const down = new Failure("store.unavailable", "GET /v3/hooks/admin was answered 503");
    webhooks.admin = async () => Promise.reject(down);
    assert.equal(await check(), "unknown");
    await webhooks.remove(updated.id);
    assert.equal(await check(), "unhealthy");
    assert.equal((await webhooks.list()).length, 2);
  });

  it("alerts about all webhooks at once", async () => {
    const { webhooks, check, publish, cart, updated } = await setUp();
    await webhooks.remove(cart.id);
    await webhooks.remove(updated.id);
    await check();
    sinon.assert.calledOnce(publish);
    assert.match(publish.firstCall.args[0].body, /cart\/converted missing, .*updated missing/);
    assert.equal((await webhooks.list()).length, 2);
  });

  it("removes duplicates of a webhook, which BigCommerce should not allow", async () => {
    const { webhooks, check, publish, updated } = await setUp();
    const list = webhooks.list.bind(webhooks);
    const remove = sinon.spy(webhooks, "remove");
    webhooks.list = async () => [...(await list()), { ...updated, id: updated.id + 100 }];
    assert.equal(await check(), "unhealthy");
    sinon.assert.calledOnceWithExactly(remove, updated.id + 100);
    assert.match(publish.firstCall.args[0].body, /updated duplicated/);
  });

  it("activates a webhook that only the admin view shows inactive", async () => {
    const { webhooks, check, writes, updated } = await setUp();
    const before = writes();
    webhooks.admin = async () => ({
      hooks_list: [{ id: updated.id, status: "deactivated" }],
      blocked_domains: [],
    });
    assert.equal(await check(), "unhealthy");
    assert.equal(writes(), before + 1);
  });

  it("alerts about a blocked domain, which only time repairs", async () => {
    const { webhooks, check, writes, publish } = await setUp();
    const before = writes();
    webhooks.admin = async () => ({
      hooks_list: [],
      blocked_domains: [
        { destination: "receiver.example.com", time_left: 170, reasons: undefined },
      ],
    });
    assert.equal(await check(), "unhealthy");
    assert.equal(writes(), before);
    sinon.assert.calledOnceWithMatch(publish, { subject: "Webhooks are unhealthy" });
  });

  it("treats a webhook with the previous secret as healthy, so that a rotation sends no alert", async () => {
    const { ports, check, publish } = await setUp();
    ports.secrets = async () => ({ secret: "new", previousSecret: secret, clientSecret: "" });
    assert.equal(await check(), "healthy");
    sinon.assert.notCalled(publish);
  });

  it("alerts why a webhook was not repaired, and repairs it at the next poll", async () => {
    const { webhooks, check, publish, updated } = await setUp();
    await webhooks.remove(updated.id);
    const create = sinon
      .stub(webhooks, "create")
      .rejects(new Failure("store.rejected", "POST /v3/hooks: got 422"));
    assert.equal(await check(), "unhealthy");
    assert.match(publish.firstCall.args[0].subject, /are unhealthy/);
    assert.match(publish.firstCall.args[0].body, /updated missing; POST .* 422/);
    create.restore();
    assert.equal(await check(), "unhealthy");
    assert.equal(await check(), "healthy");
  });

  it("returns the failure of the alert, and repairs all the same", async () => {
    const { ports, webhooks, run, updated } = await setUp();
    await webhooks.remove(updated.id);
    ports.alerts.publish = () => Promise.reject(new Failure("aws.failed", "SNS is away"));
    const { health, alertFailure } = await run();
    assert.deepEqual([health, alertFailure?.code], ["unhealthy", "aws.failed"]);
    assert.deepEqual(await run(), { health: "healthy" });
  });

  it("alerts when the webhooks cannot be checked, unless the failure is transient", async () => {
    const { webhooks, check, publish } = await setUp();
    webhooks.list = async () => Promise.reject(new Failure("store.throttled", "no quota"));
    assert.equal(await check(), "unknown");
    sinon.assert.notCalled(publish);
    webhooks.list = async () => Promise.reject(new Failure("store.rejected", "GET: got 400"));
    assert.equal(await check(), "unknown");
    sinon.assert.calledOnceWithMatch(publish, { subject: "The webhooks were not checked" });
  });

  it("sends no request where no webhook is expected", async () => {
    const { check, store } = await setUp();
    const { total } = store.requests();
    assert.equal(await check([]), "unknown");
    assert.equal(store.requests().total, total);
  });
});
