import assert from "node:assert/strict";
import { readItem } from "../../adapters/orderItem";
import { seededRandom } from "../../local/services/seededRandom";
import type { OrderSummary } from "../../simulator/orders/orderSummary";
import { eventually } from "../support/eventually";
import { startAcceleratedService } from "../support/acceleratedService";
import type { Row, RunningService } from "../support/runningService";

/** How many new orders there are; a quarter as many besides are none of our business. */
const newOrders = Number(process.env["KILL_ORDERS"] ?? 200);

/** A claim holds a killed order for half a minute, which many orders take anyway and few do not. */
const speed = newOrders > 500 ? 1 : 3;
const seed = 11;
const ordersPerKill = 25;
const patienceMs = 60_000 + newOrders * 200;

/** Written anew from the specification: a witness of the rules, not a user of them. */
const isNew = ({ status_id, order_is_digital }: OrderSummary): boolean =>
  status_id === 7 || status_id === 11 || (status_id === 10 && order_is_digital);

const linesIn = (products: unknown): number => (products as readonly unknown[]).length;

/** Kills a process at work on orders whenever so many more statuses were written, by seeded chance. */
const killAtRandom = async ({ store, cloud }: RunningService): Promise<number> => {
  const random = seededRandom(seed);
  const written = () => store.requests().byRoute["PUT /v2/orders/{id}"] ?? 0;
  let killed = 0;
  for (let next = 5; next < newOrders * 0.9; next += 1 + Math.floor(random() * 2 * ordersPerKill)) {
    await eventually(`status ${next} is written`, () => written() >= next, patienceMs);
    const pids = cloud.containers("process-orders");
    const pid = pids[Math.floor(random() * pids.length)];
    if (pid !== undefined && process.kill(pid, "SIGKILL")) killed += 1;
  }
  return killed;
};

describe(`journey: functions are killed while ${newOrders} orders replicate`, () => {
  let service: RunningService;
  let then: readonly OrderSummary[];
  let killed = 0;
  let rows: readonly Row[];
  before(async function () {
    this.timeout(patienceMs * 2);
    const quota = { requests: 1_000_000, windowMs: 30_000 };
    const store = { orders: newOrders / 0.8, seed, quota, latencyMs: 20 };
    service = await startAcceleratedService(speed, { store });
    then = service.store.orders();
    const polled = service.poll();
    killed = await killAtRandom(service);
    await polled;
    await eventually(
      "all is done",
      async () => {
        const { orders } = await service.cloud.queueDepths();
        return orders && orders.visible + orders.inFlight + orders.delayed === 0;
      },
      patienceMs,
    );
    rows = await service.rows("orders");
  });
  after(() => service.stop());

  it("kills them in the middle of their work, also between a status and its record", () => {
    assert.ok(killed >= newOrders / ordersPerKill / 2, `${killed} kills`);
    const mended = service.logs.filter((line) =>
      line.includes('"message":"order.intent-resolved"'),
    );
    assert.ok(mended.length >= killed / 10, `${mended.length} of ${killed} kills were mended`);
  });

  it("replicates every new order and no other, with every line", () => {
    const expected = then.filter(isNew).map(({ id, lines }) => [id, "acknowledged", lines]);
    const found = rows
      .map(readItem)
      .map(({ id, state, products }) => [id, state, linesIn(products)]);
    assert.equal(expected.length, newOrders);
    assert.deepEqual(
      found.sort(([a], [b]) => Number(a) - Number(b)),
      expected,
    );
  });

  it("writes the status of each of them once", () => {
    for (const { id, order_is_digital } of then.filter(isNew)) {
      const moves = service.store.history(id).flatMap(({ by, to }) => (by === "api" ? [to] : []));
      assert.deepEqual(moves, [order_is_digital ? 8 : 9], `order ${id}`);
    }
  });

  it("leaves every other order as it was, to the last second", () => {
    for (const order of then.filter((one) => !isNew(one))) {
      assert.deepEqual(service.store.order(order.id), order);
    }
  });

  it("leaves no dead letter, and no mail to anybody", async () => {
    const { "orders-dead-letters": letters } = await service.cloud.queueDepths();
    assert.deepEqual(letters, { visible: 0, delayed: 0, inFlight: 0 });
    assert.deepEqual(service.cloud.mailbox.list(), []);
  });
});
