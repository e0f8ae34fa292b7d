import assert from "node:assert/strict";
import type { OrderSummary } from "../../simulator/orders/orderSummary";
import { eventually } from "../support/eventually";
import { type Row, type RunningService, startService } from "../support/runningService";

/** Written anew from the specification: a witness of the rules, not a user of them. */
const isNew = ({ status_id, order_is_digital }: OrderSummary): boolean =>
  status_id === 7 || status_id === 11 || (status_id === 10 && order_is_digital);

describe("journey: schedule → pollOrders → queue → processOrders → Orders table and store", () => {
  let service: RunningService;
  let then: readonly OrderSummary[];
  let rows: Row[];
  before(async function () {
    this.timeout(120_000);
    service = await startService({ store: { orders: 60, seed: 1 } });
    then = service.store.orders();
    await service.poll();
    const allAreDone = async () => {
      const all = await service.rows("orders");
      const done = all.filter(({ state }) => state === "acknowledged");
      return done.length === then.filter(isNew).length && all;
    };
    rows = await eventually("every new order is acknowledged", allAreDone, 60_000);
  });
  after(() => service.stop());

  it("stores every new order and no other", () => {
    assert.deepEqual(
      rows.map(({ id }) => Number(id)).sort((a, b) => a - b),
      then.filter(isNew).map(({ id }) => id),
    );
  });

  it("stores every line of every order", () => {
    for (const { id, lines } of then.filter(isNew)) {
      const row = rows.find((one) => one["id"] === id);
      assert.equal((row?.["products"] as unknown[]).length, lines, `order ${id}`);
    }
  });

  it("moves each new order once, by the API, to the status of its kind", () => {
    for (const { id, order_is_digital } of then.filter(isNew)) {
      const moves = service.store
        .history(id)
        .slice(1 - 1)
        .filter(({ by }) => by === "api");
      assert.deepEqual(
        moves.map(({ to }) => to),
        [order_is_digital ? 8 : 9],
        `order ${id}`,
      );
    }
  });

  it("leaves every other order as it was, to the last second", () => {
    for (const order of then.filter((one) => !isNew(one))) {
      assert.deepEqual(service.store.order(order.id), order);
    }
  });

  it("spends one list per neighbourhood and one write per order, not five requests each", () => {
    const ofOrders = Object.entries(service.store.requests().byRoute).flatMap(([route, count]) =>
      route.includes("/v2/orders") ? count : [],
    );
    const total = ofOrders.reduce((sum, count) => sum + count, 0);
    assert.ok(total < then.filter(isNew).length * 1.6, `${total} requests`);
  });

  it("records the poll and moves the checkpoint", async () => {
    const jobs = await service.rows("jobs");
    const [poll] = jobs.filter(({ kind }) => kind === "poll");
    assert.deepEqual(
      [poll?.["outcome"], poll?.["queued"]],
      ["succeeded", then.filter(isNew).length],
    );
    assert.equal(jobs.filter(({ kind }) => kind === "checkpoint").length, 1);
  });

  it("finds nothing to do at the next poll", async () => {
    const writes = () => service.store.requests().total;
    await service.poll();
    await eventually("the queue is empty", async () => {
      const { orders } = await service.cloud.queueDepths();
      return orders && orders.visible + orders.inFlight + orders.delayed === 0;
    });
    const polled = writes();
    await service.poll();
    assert.ok(writes() - polled < 12, "a poll of an emptied store is a handful of requests");
    assert.equal((await service.rows("orders")).length, rows.length);
  });

  it("sends nobody a mail", () => assert.deepEqual(service.cloud.mailbox.list(), []));

  it("logs neither token nor secret nor anybody's name", () => {
    const text = service.logs.join("\n");
    for (const { customer } of then) {
      if (customer.length > 3) assert.ok(!text.includes(customer), customer);
    }
    assert.ok(text.includes("order.acknowledged"));
    assert.ok(!text.includes("planted-"));
  });
});
