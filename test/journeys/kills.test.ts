import assert from "node:assert/strict";
import { readItem } from "../../adapters/orderItem";
import { seededRandom } from "../../local/services/seededRandom";
import type { OrderSummary } from "../../simulator/orders/orderSummary";
import { startAcceleratedService } from "../support/acceleratedService";
import { eventually } from "../support/eventually";
import { isNewOrder } from "../support/isNewOrder";
import { queueIsEmpty } from "../support/queueIsEmpty";
import type { Row, RunningService } from "../support/runningService";

/** The number of new orders; the store has a quarter as many others. */
const newOrders = Number(process.env["KILL_ORDERS"] ?? 200);

/** The lease on a killed order lasts half a minute; accelerated, a run with few orders need not wait. */
const speed = newOrders > 500 ? 1 : 3;
const seed = 11;
const ordersPerKill = 25;
const deadlineMs = 60_000 + newOrders * 200;

const linesIn = (products: unknown): number => (products as readonly unknown[]).length;

/** Kills a process-orders container after a random (seeded) number of further status writes. */
const killAtRandom = async ({ store, cloud }: RunningService): Promise<number> => {
  const random = seededRandom(seed);
  const written = () => store.requests().byRoute["PUT /v2/orders/{id}"] ?? 0;
  let killed = 0;
  for (let next = 5; next < newOrders * 0.9; next += 1 + Math.floor(random() * 2 * ordersPerKill)) {
    await eventually(`status ${next} is written`, () => written() >= next, deadlineMs);
    const pids = cloud.containers("process-orders");
    const pid = pids[Math.floor(random() * pids.length)];
    if (pid !== undefined && process.kill(pid, "SIGKILL")) killed += 1;
  }
  return killed;
};

describe(`journey: functions are killed while ${newOrders} orders replicate`, () => {
  let service: RunningService;
  let ordersBefore: readonly OrderSummary[];
  let killed = 0;
  let rows: readonly Row[];
  before(async function () {
    this.timeout(deadlineMs * 2);
    const quota = { requests: 1_000_000, windowMs: 30_000 };
    const store = { orders: newOrders / 0.8, seed, quota, latencyMs: 20 };
    service = await startAcceleratedService(speed, { store });
    ordersBefore = service.store.orders();
    const polled = service.poll();
    killed = await killAtRandom(service);
    await polled;
    await queueIsEmpty(service, deadlineMs);
    rows = await service.rows("orders");
  });
  after(() => service.stop());

  it("kills them while they work, also between the status write and its record", () => {
    assert.ok(killed >= newOrders / ordersPerKill / 2, `${killed} kills`);
    const resolved = service.logs.filter((line) =>
      line.includes('"message":"order.intent-resolved"'),
    );
    assert.ok(
      resolved.length >= killed / 10,
      `${resolved.length} intents resolved after ${killed} kills`,
    );
  });

  it("replicates every new order and no other, with every line", () => {
    const expected = ordersBefore
      .filter(isNewOrder)
      .map(({ id, lines }) => [id, "acknowledged", lines]);
    const actual = rows
      .map((row) => readItem(row))
      .map(({ id, state, products }) => [id, state, linesIn(products)]);
    assert.equal(expected.length, newOrders);
    assert.deepEqual(
      actual.sort(([a], [b]) => Number(a) - Number(b)),
      expected,
    );
  });

  it("writes the status of each new order once", () => {
    for (const { id, order_is_digital } of ordersBefore.filter(isNewOrder)) {
      const moves = service.store.history(id).flatMap(({ by, to }) => (by === "api" ? [to] : []));
      assert.deepEqual(moves, [order_is_digital ? 8 : 9], `order ${id}`);
    }
  });

  it("does not change any other order, not even its modification date", () => {
    for (const order of ordersBefore.filter((one) => !isNewOrder(one))) {
      assert.deepEqual(service.store.order(order.id), order);
    }
  });

  it("leaves no dead letter and sends no mail", async () => {
    const { "orders-dead-letters": deadLetters } = await service.cloud.queueDepths();
    assert.deepEqual(deadLetters, { visible: 0, delayed: 0, inFlight: 0 });
    assert.deepEqual(service.cloud.mailbox.list(), []);
  });
});
