import assert from "node:assert/strict";
import sinon from "sinon";
import type { Checkpoint } from "../../../domain/sweep";
import { Failure } from "../../../domain/failure";
import { enqueueArchivedOrders } from "../../../handlers/polling/enqueueArchivedOrders";
import { listReader } from "../../../handlers/polling/listReader";
import type { SweepResult } from "../../../ports";
import { anOrder } from "../../support/anOrder";
import { defaultRules as rules } from "../../support/defaultRules";
import { fakePorts, startedAt } from "../../support/fakePorts";

const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

const livingRow = {
  state: "acknowledged",
  modifiedAt: "2026-11-20T10:00:00.000Z",
  readAt: "2026-11-20T10:00:01.000Z",
} as const;

/** A store that lists these orders, and a table that holds those. */
const setUp = (listed: readonly number[], held: readonly number[]) => {
  const ports = fakePorts(listed.map((id) => anOrder({ id, status_id: 2 })));
  const whole = { ...ports.store };
  ports.store.listOrders = async (sweep, minId) =>
    (await whole.listOrders(sweep, minId)).slice(0, 250);
  for (const id of held) ports.records.rows.set(id, { ...livingRow, id });
  const sent: number[] = [];
  ports.queue.send = async (messages) => void sent.push(...messages.map(({ orderId }) => orderId));
  const reads = sinon.spy(ports.store, "listOrders");
  const slice = (known: Partial<Checkpoint> = {}, byStatus: Record<string, number> = {}) => {
    const context = { ...ports, rules, traceId: "trace-1" };
    const lists = listReader(context);
    const results: SweepResult[] = [];
    const checkpoint = { modifiedSince: "", settings: "", ...known };
    const count = { byStatus: { "2": listed.length, ...byStatus } };
    return enqueueArchivedOrders({ ...context, lists }, { known: checkpoint, count }, results);
  };
  return { ports, sent, reads, slice };
};

describe("enqueueArchivedOrders", () => {
  it("queues the orders that the table holds as living and the store does not list", async () => {
    const { sent, slice } = setUp([100, 102, 104], [99, 100, 101, 102, 103, 105]);
    const sweep = await slice();
    assert.deepEqual(sent, [99, 101, 103, 105]);
    assert.deepEqual(sweep, { afterId: 0, firstId: 100, highestId: 104 });
  });

  it("leaves out orders that are marked archived already, and orders read since the list may lag", async () => {
    const { ports, sent, slice } = setUp([100], []);
    ports.records.rows.set(101, { ...livingRow, id: 101, archivedAt: "2026-11-20T10:00:01.000Z" });
    const readAt = new Date(startedAt.getTime() - 60_000).toISOString();
    ports.records.rows.set(102, { ...livingRow, id: 102, readAt });
    ports.records.rows.set(103, { ...livingRow, id: 103, modifiedAt: "", readAt: "" });
    await slice();
    assert.deepEqual(sent, [103]);
  });

  it("costs one request for a small store, and continues a large one from poll to poll", async () => {
    const few = setUp(range(100, 40), []);
    await few.slice();
    assert.equal(few.reads.callCount, 1);
    const many = setUp(
      range(100, 3_000).filter((id) => id % 100 !== 0),
      range(100, 3_000),
    );
    let archiveSweep = await many.slice();
    assert.equal(many.reads.callCount, 2);
    for (let polls = 1; archiveSweep.afterId > 0; polls += 1) {
      assert.ok(polls < 9, "a round is over within 18 hours");
      archiveSweep = await many.slice({ archiveSweep });
    }
    assert.deepEqual(
      many.sent,
      range(100, 3_000).filter((id) => id % 100 === 0),
    );
  });

  it("queues a thousand orders per poll at most, and continues after the last one", async () => {
    const { sent, slice } = setUp([100, 5_000], range(101, 4_000));
    const archiveSweep = await slice();
    assert.deepEqual(sent, range(101, 1_000));
    assert.equal(archiveSweep.afterId, 1_100);
    await slice({ archiveSweep });
    assert.deepEqual(sent, range(101, 2_000));
  });

  it("ends its slice, not the poll, where the quota or the deadline is used up", async () => {
    const { ports, slice } = setUp([100], []);
    const archiveSweep = { afterId: 50, firstId: 1, highestId: 100 };
    ports.store.listOrders = () => Promise.reject(new Failure("deadline.exceeded", "no time"));
    assert.deepEqual(await slice({ archiveSweep }), archiveSweep);
    ports.store.listOrders = () => Promise.reject(new Failure("store.rejected", "400"));
    await assert.rejects(slice({ archiveSweep }), { code: "store.rejected" });
  });
});
