import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../domain/failure";
import type { Order } from "../../domain/order";
import { fingerprintOf } from "../../domain/record";
import { checkpointSettings } from "../../domain/sweep";
import { pollOrders, type PollOrdersRules } from "../../handlers/pollOrders";
import type { PollJob } from "../../ports";
import { processOrders } from "../../handlers/processOrders";
import { anSqsEvent, aRecord } from "../support/anSqsEvent";
import { anOrder } from "../support/anOrder";
import { aSnapshot } from "../support/aSnapshot";
import { defaultRules as rules } from "../support/defaultRules";
import { fakePorts, invocation, startedAt } from "../support/fakePorts";

const setUp = (orders: readonly Order[] = [], over: Partial<PollOrdersRules> = {}) => {
  const ports = fakePorts(orders);
  const sent: number[] = [];
  const jobs: PollJob[] = [];
  ports.queue.send = async (messages) => void sent.push(...messages.map(({ orderId }) => orderId));
  ports.jobs.record = async (job) => void jobs.push(job);
  const settings = checkpointSettings({ ...rules, ...over });
  ports.jobs.checkpoint = async () => ({ modifiedSince: "2026-11-21T08:00:00.000Z", settings });
  const move = sinon.spy(ports.jobs, "moveCheckpoint");
  const publish = sinon.spy(ports.alerts, "publish");
  const poll = () => pollOrders(ports, { ...rules, ...over })({}, invocation);
  return { ports, sent, jobs, move, publish, poll };
};

const manyOrders = (count: number) =>
  Array.from({ length: count }, (_, n) => anOrder({ id: 100 + n }));

describe("pollOrders", () => {
  it("queues every new order of every new-order status, and logs each id", async () => {
    const { ports, sent, poll } = setUp([
      anOrder({ id: 1, status_id: 7 }),
      anOrder({ id: 2, status_id: 11 }),
      anOrder({ id: 3, status_id: 10, order_is_digital: true }),
      anOrder({ id: 4, status_id: 10, order_is_digital: false }),
      anOrder({ id: 5, status_id: 4 }),
    ]);
    assert.deepEqual(await poll(), { queued: 3 });
    assert.deepEqual(sent.sort(), [1, 2, 3]);
    const ids = ports.logged
      .filter(({ event }) => event === "order.queued")
      .map((l) => l["orderId"]);
    assert.deepEqual(ids.sort(), [1, 2, 3]);
  });

  it("sends small messages that carry version, id, reason, trace id and time", async () => {
    const { ports, poll } = setUp([anOrder({ id: 2 })]);
    const send = sinon.spy(ports.queue, "send");
    await poll();
    const [message] = send.getCalls().flatMap(({ args }) => args[0]);
    const at = startedAt.toISOString();
    assert.deepEqual(message, { v: 1, orderId: 2, reason: "poll", traceId: "id-1", at });
    assert.ok(JSON.stringify(message).length < 1_024);
  });

  it("misses no order while processing removes orders from the list being paged", async () => {
    const { ports, sent, poll } = setUp(manyOrders(1_000));
    const complete = { ...ports.store };
    ports.store.listOrders = async (sweep, minId) => {
      const page = (await complete.listOrders(sweep, minId)).slice(0, 250);
      const taken = [...ports.store.orders.values()].filter(({ id }) => id % 3 === 0);
      for (const order of taken) ports.store.orders.set(order.id, { ...order, status_id: 9 });
      return page;
    };
    await poll();
    const stillNew = manyOrders(1_000).filter(({ id }) => id % 3 !== 0);
    for (const { id } of stillNew) assert.ok(sent.includes(id), `order ${id} was missed`);
    assert.equal(new Set(sent).size, sent.length);
  });

  it("requests pages from the last id on, until a page holds no new id", async () => {
    const { ports, poll } = setUp(manyOrders(300), {
      newOrderStatusIds: [11],
      followChanges: false,
    });
    const pages = async (_sweep: unknown, minId: number) =>
      manyOrders(300)
        .filter(({ id }) => id >= minId)
        .slice(0, 250);
    const listOrders = sinon.stub(ports.store, "listOrders").callsFake(pages);
    await poll();
    assert.deepEqual(
      listOrders.getCalls().map(({ args }) => args[1]),
      [0, 349, 399],
    );
  });

  it("queues orders in ascending order of id, whatever their status and page", async () => {
    const statuses = [7, 11, 11, 10];
    const orders = Array.from({ length: 1_000 }, (_, n) =>
      anOrder({ id: 100 + n, status_id: statuses[n % 4], order_is_digital: n % 4 === 3 }),
    );
    const { ports, sent, poll } = setUp(orders);
    const complete = { ...ports.store };
    ports.store.listOrders = async (sweep, minId) =>
      (await complete.listOrders(sweep, minId)).slice(0, 40);
    await poll();
    assert.deepEqual(
      sent,
      orders.map(({ id }) => id),
    );
  });

  it("queues the orders listed before a page fails, and fails with that page's failure", async () => {
    const { ports, sent, move, poll } = setUp([anOrder({ id: 1, status_id: 7 }), ...manyOrders(3)]);
    const complete = { ...ports.store };
    ports.store.listOrders = async (sweep, minId) => {
      if (minId > 0) throw new Failure("store.unavailable", "gone in the middle");
      return complete.listOrders(sweep, minId);
    };
    await assert.rejects(poll(), /gone in the middle/);
    assert.deepEqual(sent, [1, 100, 101, 102]);
    sinon.assert.notCalled(move);
  });

  it("moves the checkpoint last, five minutes before the poll", async () => {
    const { ports, move, poll } = setUp([anOrder()]);
    const send = sinon.spy(ports.queue, "send");
    await poll();
    const settings = checkpointSettings(rules);
    sinon.assert.calledOnceWithExactly(move, {
      modifiedSince: "2026-11-21T09:55:59.000Z",
      changesSince: "2026-11-21T09:55:59.000Z",
      webhooksHealthyAt: undefined,
      archiveSweep: { afterId: 0, firstId: 100, highestId: 100 },
      settings,
    });
    assert.ok(move.calledAfter(send));
  });

  it("stores where the Completed window opens before the first poll sends a request", async () => {
    const { ports, move, poll } = setUp();
    ports.jobs.checkpoint = async () => undefined;
    sinon.stub(ports.store, "countOrders").rejects(new Failure("store.unavailable", "away"));
    await assert.rejects(poll(), /away/);
    sinon.assert.calledOnceWithMatch(move, {
      modifiedSince: "2026-11-21T08:01:00.000Z",
      isOpening: true,
    });
  });

  it("moves no checkpoint when a message is not accepted; fails, alerts once and records the failure", async () => {
    const { ports, jobs, move, publish, poll } = setUp([anOrder()]);
    ports.queue.send = async () => Promise.reject(new Failure("aws.failed", "SQS took 3 of 10"));
    await assert.rejects(poll(), /SQS took 3 of 10/);
    sinon.assert.notCalled(move);
    sinon.assert.calledOnceWithMatch(publish, { cause: "poll-orders/aws.failed" });
    assert.deepEqual(
      [jobs[0]?.outcome, jobs[0]?.error],
      ["failed", "aws.failed: SQS took 3 of 10"],
    );
  });

  it("moves no checkpoint in a dry run", async () => {
    const { move, poll, sent } = setUp([anOrder()], { acknowledge: "plan" });
    await poll();
    sinon.assert.notCalled(move);
    assert.deepEqual(sent, [100]);
  });

  it("moves the checkpoint by our own clock when the store's response has no date", async () => {
    const { ports, move, publish, poll } = setUp();
    sinon.stub(ports.store, "countOrders").resolves({ byStatus: {} });
    await poll();
    sinon.assert.calledOnceWithMatch(move, { modifiedSince: "2026-11-21T09:51:00.000Z" });
    sinon.assert.notCalled(publish);
  });

  const aDayAhead = { minMs: 86_400_000, maxMs: 86_401_000 };

  it("alerts of a store's clock that is a day ahead, and moves the checkpoint by our own clock", async () => {
    const { ports, sent, move, publish, poll } = setUp([anOrder({ id: 1 })]);
    sinon.stub(ports.store, "countOrders").resolves({ byStatus: {}, clockSkew: aDayAhead });
    await poll();
    assert.deepEqual(sent, [1]);
    sinon.assert.calledOnceWithMatch(move, { modifiedSince: "2026-11-21T09:51:00.000Z" });
    sinon.assert.calledOnceWithMatch(publish, { cause: "poll-orders/store.clockSkew" });
    const [line] = ports.logged.filter(({ event }) => event === "store.clock-skewed");
    assert.equal(
      line?.["error"],
      "The store's clock is 86400 s ahead of ours; at most 300 s are trusted",
    );
  });

  it("queues new orders though the alert of the store's clock fails, and then fails", async () => {
    const { ports, sent, move, poll } = setUp([anOrder({ id: 1 })]);
    const unavailable = new Failure("aws.failed", "SNS is away");
    sinon.stub(ports.store, "countOrders").resolves({ byStatus: {}, clockSkew: aDayAhead });
    ports.alerts.publish = () => Promise.reject(unavailable);
    await assert.rejects(poll(), unavailable);
    assert.deepEqual(sent, [1]);
    sinon.assert.notCalled(move);
  });

  it("lists from one interval ago where the checkpoint is in the future", async () => {
    const { ports, poll } = setUp([], { newOrderStatusIds: [10] });
    const settings = checkpointSettings({ ...rules, newOrderStatusIds: [10] });
    const modifiedSince = "2026-11-22T10:00:00.000Z";
    ports.jobs.checkpoint = async () => ({ modifiedSince, settings });
    const listOrders = sinon.spy(ports.store, "listOrders");
    await poll();
    const windows = listOrders.getCalls().map(({ args }) => args[0].modifiedSince);
    // The search for archived orders lists without a window.
    const since = windows.filter((modifiedSince) => modifiedSince !== undefined);
    assert.deepEqual([...new Set(since)], ["2026-11-21T08:01:00.000Z"]);
  });

  it("queues the valid orders of a page, then fails on the invalid ones without moving the checkpoint", async () => {
    const { ports, sent, move, poll } = setUp([], { newOrderStatusIds: [11] });
    const page = [anOrder({ id: 1 }), { id: 2, status_id: "eleven" }, anOrder({ id: 3 })];
    sinon.stub(ports.store, "listOrders").onFirstCall().resolves(page).resolves([]);
    await assert.rejects(poll(), /status_id/);
    assert.deepEqual(sent, [1, 3]);
    sinon.assert.notCalled(move);
  });

  it("reads on after a whole page of invalid orders", async () => {
    const invalid = Array.from({ length: 252 }, (_, n) => anOrder({ id: n + 1, date_created: "" }));
    const { ports, sent, poll } = setUp([...invalid, anOrder({ id: 300 })]);
    const complete = { ...ports.store };
    ports.store.listOrders = async (sweep, minId) =>
      (await complete.listOrders(sweep, minId)).slice(0, 250);
    await assert.rejects(poll(), { code: "payload.invalid" });
    assert.deepEqual(sent, [300]);
  });

  it("queues new orders though the alert about unhealthy webhooks fails, and then fails", async () => {
    const unavailable = new Failure("aws.failed", "SNS is away");
    const watchedScopes = ["store/cart/converted"];
    const { ports, sent, move, poll } = setUp([anOrder({ id: 1 })], { watchedScopes });
    ports.alerts.publish = () => Promise.reject(unavailable);
    await assert.rejects(poll(), unavailable);
    assert.deepEqual(sent, [1]);
    sinon.assert.notCalled(move);
  });

  it("stores in the checkpoint when the webhooks were healthy", async () => {
    const scope = "store/cart/converted";
    const { ports, move, poll } = setUp([], { watchedScopes: [scope] });
    const headers = { "X-Webhook-Secret": "s3cret" };
    const { webhookUrl: destination } = rules;
    const list = async () => [{ id: 1, scope, destination, is_active: true, headers }];
    Object.assign(ports.store, { webhooks: { ...ports.store.webhooks, list } });
    await poll();
    sinon.assert.calledOnceWithMatch(move, { webhooksHealthyAt: "2026-11-21T10:00:59.000Z" });
  });

  it("records what it listed, counted and queued", async () => {
    const { jobs, poll } = setUp([anOrder({ id: 1 }), anOrder({ id: 2 })]);
    await poll();
    const [job] = jobs;
    assert.deepEqual(job?.counts, { "11": 2 });
    assert.deepEqual([job?.outcome, job?.queued, job?.acknowledge], ["succeeded", 2, "on"]);
    assert.deepEqual(
      job?.sweeps.map(({ statusId, seen, queued }) => [statusId, seen, queued]),
      [
        [7, 0, 0],
        [10, 0, 0],
        [11, 2, 2],
        [undefined, 2, 0],
        [undefined, 2, 0],
      ],
    );
  });

  it("queues an acknowledged order that staff put back to a new status once per version", async () => {
    const order = anOrder({ id: 1 });
    const { ports, sent, poll } = setUp([order, anOrder({ id: 2 })], { followChanges: false });
    const row = {
      id: 1,
      state: "acknowledged",
      modifiedAt: "2026-11-21T10:00:05.000Z",
      readAt: "2026-11-21T10:00:05.500Z",
    } as const;
    ports.records.rows.set(1, { ...row, fingerprint: "of an earlier version" });
    await poll();
    assert.deepEqual(sent, [1, 2]);
    ports.records.rows.set(1, { ...row, fingerprint: fingerprintOf(order) });
    await poll();
    assert.deepEqual(sent, [1, 2, 2]);
  });

  it("fails when its job cannot be recorded, since an alarm watches for missing polls", async () => {
    const { ports, publish, poll } = setUp();
    ports.jobs.record = async () => Promise.reject(new Failure("aws.failed", "DynamoDB is down"));
    await assert.rejects(poll(), /DynamoDB is down/);
    sinon.assert.calledOnce(publish);
  });

  it("throws its own failure even when neither alert nor job row can be written", async () => {
    const { ports, poll } = setUp();
    sinon.stub(ports.store, "countOrders").rejects(new Failure("store.unauthorized", "401"));
    ports.jobs.record = async () => Promise.reject(new Error("down"));
    ports.alerts.publish = async () => Promise.reject(new Error("down"));
    await assert.rejects(poll(), { code: "store.unauthorized" });
  });

  describe("about stored orders", () => {
    const withStored = async (over: Partial<PollOrdersRules>, ...orders: Order[]) => {
      const all = setUp(orders, over);
      for (const order of orders)
        await all.ports.records.replicate(aSnapshot({ id: order.id }), "t");
      return all;
    };
    const changed = (id: number) => anOrder({ id, status_id: 4, external_order_id: "ERP-7" });
    const unchanged = (id: number) => anOrder({ id });
    const notNew = { newOrderStatusIds: [7] };

    it("queues those that differ in the store, whatever their status", async () => {
      const { ports, sent, poll } = await withStored(notNew, unchanged(1), changed(2), changed(3));
      ports.store.orders.set(4, changed(4));
      await poll();
      assert.deepEqual(sent, [2, 3], "the table holds no order 4");
    });

    it("queues a living order that its row marks as archived, and processing clears the mark", async () => {
      const { ports, sent, poll } = await withStored(notNew, unchanged(1), unchanged(2));
      await ports.records.archive(2, startedAt);
      await poll();
      assert.deepEqual(sent, [2]);
      ports.now = () => new Date(startedAt.getTime() + 60_000);
      const handler = processOrders(ports, { ...rules, newOrderStatusIds: [7] });
      await handler(anSqsEvent(aRecord(2)), invocation);
      assert.equal(ports.records.rows.get(2)?.archivedAt, undefined);
    });

    it("lists orders modified since the last poll, in any status", async () => {
      const { ports, poll } = await withStored(notNew, changed(2));
      const listOrders = sinon.spy(ports.store, "listOrders");
      await poll();
      const since = { modifiedSince: "2026-11-21T08:00:00.000Z" };
      sinon.assert.calledWithExactly(listOrders, since, 0);
      sinon.assert.neverCalledWith(listOrders, since, 2);
    });

    it("requests pages for as long as they are full", async () => {
      const { ports, poll } = await withStored(notNew);
      for (const { id, ...order } of manyOrders(120)) ports.store.orders.set(id, { id, ...order });
      const pages = async (_sweep: unknown, minId: number) =>
        manyOrders(120)
          .filter(({ id }) => id > minId)
          .slice(0, 50);
      const listOrders = sinon.stub(ports.store, "listOrders").callsFake(pages);
      await poll();
      const requests = listOrders.getCalls().filter(({ args }) => args[0].modifiedSince);
      assert.deepEqual(
        requests.map(({ args }) => args[1]),
        [0, 149, 199],
      );
    });

    it("counts them in the job row", async () => {
      const { jobs, poll } = await withStored(notNew, unchanged(1), changed(2));
      await poll();
      assert.deepEqual(
        jobs[0]?.sweeps.map(({ statusId, seen, queued, pages }) => [statusId, seen, queued, pages]),
        [
          [7, 0, 0, 0],
          [undefined, 2, 1, 1],
          [undefined, 2, 0, 1],
        ],
      );
      assert.equal(jobs[0]?.queued, 1);
    });

    it("compares an invalid order too, and leaves the order to processing", async () => {
      const { ports, sent, move, poll } = await withStored(notNew, unchanged(1));
      ports.store.orders.set(1, { id: 1, status_id: "refunded" } as never);
      await poll();
      assert.deepEqual(sent, [1]);
      sinon.assert.calledOnce(move);
    });

    it("moves no checkpoint when the table cannot be read", async () => {
      const { ports, move, poll } = await withStored(notNew, changed(2));
      ports.records.find = async () => Promise.reject(new Failure("aws.failed", "down"));
      await assert.rejects(poll(), /down/);
      sinon.assert.notCalled(move);
    });

    it("queues those that the store does not list: they are archived", async () => {
      const { ports, sent, poll } = await withStored(notNew, unchanged(1), unchanged(2));
      ports.store.orders.delete(2);
      ports.now = () => new Date(startedAt.getTime() + 3_600_000);
      await poll();
      assert.deepEqual(sent, [2]);
    });

    it("ignores them when changes are not followed", async () => {
      const { ports, sent, poll } = await withStored(
        { ...notNew, followChanges: false },
        changed(2),
      );
      ports.store.orders.delete(1);
      await poll();
      assert.deepEqual(sent, []);
    });
  });
});
