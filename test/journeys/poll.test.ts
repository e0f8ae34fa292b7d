import assert from "node:assert/strict";
import type { OrderSummary } from "../../simulator/orders/orderSummary";
import { eventually } from "../support/eventually";
import { isNewOrder } from "../support/isNewOrder";
import { queueIsEmpty } from "../support/queueIsEmpty";
import { type Row, type RunningService, startService } from "../support/runningService";

describe("journey: schedule → pollOrders → queue → processOrders → Orders table and store", () => {
  let service: RunningService;
  let ordersBefore: readonly OrderSummary[];
  let rows: Row[];
  before(async function () {
    this.timeout(120_000);
    service = await startService({ store: { orders: 60, seed: 1 } });
    ordersBefore = service.store.orders();
    await service.poll();
    const allAcknowledged = async () => {
      const all = await service.rows("orders");
      const acknowledged = all.filter(({ state }) => state === "acknowledged");
      return acknowledged.length === ordersBefore.filter(isNewOrder).length && all;
    };
    rows = await eventually("every new order is acknowledged", allAcknowledged, 60_000);
  });
  after(() => service.stop());

  it("stores every new order and no other", () => {
    assert.deepEqual(
      rows.map(({ id }) => Number(id)).sort((a, b) => a - b),
      ordersBefore.filter(isNewOrder).map(({ id }) => id),
    );
  });

  it("stores every line of every order", () => {
    for (const { id, lines } of ordersBefore.filter(isNewOrder)) {
      const row = rows.find((one) => one["id"] === id);
      assert.equal((row?.["products"] as unknown[]).length, lines, `order ${id}`);
    }
  });

  it("sets the status of each new order once, by its kind", () => {
    for (const { id, order_is_digital } of ordersBefore.filter(isNewOrder)) {
      const moves = service.store.history(id).filter(({ by }) => by === "api");
      assert.deepEqual(
        moves.map(({ to }) => to),
        [order_is_digital ? 8 : 9],
        `order ${id}`,
      );
    }
  });

  it("does not change any other order, not even its modification date", () => {
    for (const order of ordersBefore.filter((one) => !isNewOrder(one))) {
      assert.deepEqual(service.store.order(order.id), order);
    }
  });

  it("reads orders in batches: fewer than 1.6 requests per order", () => {
    const counts = Object.entries(service.store.requests().byRoute).flatMap(([route, count]) =>
      route.includes("/v2/orders") ? count : [],
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(total < ordersBefore.filter(isNewOrder).length * 1.6, `${total} requests`);
  });

  it("records the poll and moves the checkpoint", async () => {
    const jobs = await service.rows("jobs");
    const [poll] = jobs.filter(({ kind }) => kind === "poll");
    assert.deepEqual(
      [poll?.["outcome"], poll?.["queued"]],
      ["succeeded", ordersBefore.filter(isNewOrder).length],
    );
    assert.equal(jobs.filter(({ kind }) => kind === "checkpoint").length, 1);
  });

  it("queues nothing at the next poll", async () => {
    const requests = () => service.store.requests().total;
    await service.poll();
    await queueIsEmpty(service);
    const requestsBefore = requests();
    await service.poll();
    assert.ok(requests() - requestsBefore < 12, "a poll without new orders takes few requests");
    assert.equal((await service.rows("orders")).length, rows.length);
  });

  it("sends no mail", () => assert.deepEqual(service.cloud.mailbox.list(), []));

  it("logs neither tokens nor secrets nor customers' names", () => {
    const text = service.logs.join("\n");
    for (const { customer } of ordersBefore) {
      if (customer.length > 3) assert.ok(!text.includes(customer), customer);
    }
    assert.ok(text.includes("order.acknowledged"));
    assert.ok(!text.includes("planted-"));
  });
});
