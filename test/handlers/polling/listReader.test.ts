import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import type { Sweep } from "../../../domain/sweep";
import { listReader } from "../../../handlers/polling/listReader";
import type { ListPart } from "../../../ports";
import { anOrder } from "../../support/anOrder";
import { fakePorts, startedAt } from "../../support/fakePorts";

const failed = new Failure("store.unavailable", "GET /v2/orders was answered 500");

interface StoreOfIds {
  readonly ids: readonly number[];
  /** No list can hold these. */
  readonly broken: readonly number[];
  readonly isInclusive: boolean;
  /** Broken orders that can be read alone; none by default. */
  readonly readable?: readonly number[];
  /** Called before each request. */
  readonly intercept?: (part: ListPart) => void;
}

/** A reader over a store whose lists fail where they hold a broken order; reads a list to its end. */
const setUp = ({ ids, broken, isInclusive, readable = [], intercept }: StoreOfIds) => {
  const ports = fakePorts();
  const offset = isInclusive ? 0 : 1;
  const listOrders = sinon.spy(async (_sweep: object, minId: number, part: ListPart = {}) => {
    intercept?.(part);
    const { maxId = Infinity, limit = 250, newestFirst = false } = part;
    const inRange = ids.filter((id) => id >= minId + offset && id <= maxId - offset);
    const page = (newestFirst ? [...inRange].reverse() : inRange).slice(0, limit);
    if (page.some((id) => broken.includes(id))) throw failed;
    return page.map((id) => ({ id }));
  });
  const readOrder = async (id: number) => {
    if (!readable.includes(id)) throw failed;
    return { order: anOrder({ id, status_id: 11 }), readAt: startedAt };
  };
  const send = sinon.spy(ports.queue, "send");
  const publish = sinon.spy(ports.alerts, "publish");
  const reader = listReader({
    ...ports,
    alerts: { publish: (alert) => ports.alerts.publish(alert) },
    store: { listOrders, readOrder },
    traceId: "trace-1",
  });
  const readAll = async (sweep: Partial<Sweep> = { statusId: 11 }) => {
    const listed: number[] = [];
    for (let lastId: number | undefined = 0; lastId !== undefined;) {
      const page = await reader.read(sweep, lastId);
      listed.push(...page.listed.map((order) => (order as { readonly id: number }).id));
      lastId = page.lastId;
    }
    return [...new Set(listed)];
  };
  const queued = () => send.getCalls().flatMap(({ args }) => args[0].map(({ orderId }) => orderId));
  return { reader, listOrders, readAll, queued, publish, ports };
};

const range = (from: number, count: number, step = 1) =>
  Array.from({ length: count }, (_, n) => from + n * step);

/** Pages of 250 ids, with gaps of other statuses. */
const ids = [...range(100_000, 300), ...range(100_400, 40, 7), ...range(120_000, 10)];

describe("listReader", () => {
  for (const isInclusive of [true, false]) {
    const bounds = isInclusive ? "inclusive" : "exclusive";
    const cases: readonly (readonly [string, readonly number[]])[] = [
      ["the first order", [100_000]],
      ["the second", [100_001]],
      ["one in the middle of a page", [100_120]],
      ["the last of a page", [100_249]],
      ["one between gaps", [100_414]],
      ["one after a long gap", [120_000]],
      ["the last order", [120_009]],
      ["two neighbours", [100_010, 100_011]],
      ["two far apart", [100_010, 100_421]],
    ];
    for (const [which, broken] of cases)
      it(`lists all others and queues and alerts ${which} that no list can hold, with ${bounds} bounds`, async () => {
        const { readAll, queued, publish, listOrders } = setUp({ ids, broken, isInclusive });
        assert.deepEqual(
          await readAll(),
          ids.filter((id) => !broken.includes(id)),
        );
        assert.deepEqual(queued(), broken);
        assert.deepEqual(
          publish.getCalls().map(({ args: [alert] }) => [alert.code, alert.orderIds]),
          broken.map((id) => ["order.unlistable", [id]]),
        );
        assert.ok(listOrders.callCount <= 10 + 45 * broken.length, `${listOrders.callCount}`);
      });
  }

  it("reads around the order in every further list, without another failing request", async () => {
    const { readAll, listOrders, queued } = setUp({ ids, broken: [100_120], isInclusive: true });
    await readAll();
    const before = listOrders.callCount;
    assert.equal((await readAll()).length, ids.length - 1);
    assert.ok(listOrders.callCount - before <= 6);
    assert.deepEqual(queued(), [100_120]);
  });

  it("lists an order that can be read alone in each list that would hold it, and queues nothing", async () => {
    const broken = [100_120];
    const { readAll, queued } = setUp({ ids, broken, readable: broken, isInclusive: true });
    assert.deepEqual(await readAll(), ids);
    assert.deepEqual(await readAll({}), ids);
    const others = ids.filter((id) => id !== 100_120);
    assert.deepEqual(await readAll({ statusId: 7 }), others);
    assert.deepEqual(await readAll({ modifiedSince: "2100-01-01T00:00:00.000Z" }), others);
    assert.deepEqual(queued(), []);
  });

  it("halves nothing when no order can be listed: the store is down", async () => {
    const { readAll, listOrders, publish } = setUp({ ids, broken: ids, isInclusive: true });
    await assert.rejects(readAll(), failed);
    assert.equal(listOrders.callCount, 3);
    sinon.assert.notCalled(publish);
  });

  it("blames no order when the store goes down meanwhile", async () => {
    const state = { isDown: false };
    const { readAll, queued } = setUp({
      ids,
      broken: [100_120],
      isInclusive: true,
      intercept: ({ maxId }) => {
        state.isDown ||= maxId === 100_120;
        if (state.isDown) throw failed;
      },
    });
    await assert.rejects(readAll(), failed);
    assert.deepEqual(queued(), []);
  });

  it("takes a request that was not sent for no answer of the store", async () => {
    const unsent = failed.ofUnsentRequest();
    const requests = { count: 0 };
    const { readAll } = setUp({
      ids,
      broken: [100_120],
      isInclusive: true,
      intercept: () => {
        requests.count += 1;
        if (requests.count > 5) throw unsent;
      },
    });
    await assert.rejects(readAll(), unsent);
    assert.equal(requests.count, 6);
  });

  it("ends with the failure after 120 probes", async () => {
    const broken = range(100_010, 100, 2);
    const { readAll, listOrders } = setUp({ ids, broken, isInclusive: true });
    await assert.rejects(readAll(), failed);
    assert.ok(listOrders.callCount < 140);
  });

  it("keeps the failure of an alert that was not published, after the order was queued", async () => {
    const { readAll, reader, ports, queued } = setUp({ ids, broken: [100_000], isInclusive: true });
    const down = new Failure("aws.failed", "SNS");
    ports.alerts.publish = () => Promise.reject(down);
    await readAll();
    assert.deepEqual(queued(), [100_000]);
    assert.equal(reader.alertFailure(), down);
  });
});
