import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { messageBatch } from "../../../handlers/processing/messageBatch";
import { replicateBatch } from "../../../handlers/processing/replicateBatch";
import { anOrder } from "../../support/anOrder";
import { aReceivedMessage } from "../../support/aReceivedMessage";
import { defaultRules as rules } from "../../support/defaultRules";
import { fakePorts, startedAt } from "../../support/fakePorts";

/** Orders 1 to 10, each requested once; `now` is the clock's time. */
const setUp = () => {
  const ids = Array.from({ length: 10 }, (_, n) => n + 1);
  const ports = fakePorts(ids.map((id) => anOrder({ id })));
  const clock = { now: startedAt };
  const plain = { ...ports.store };
  ports.store.readOrders = async (min, max) => ({
    ...(await plain.readOrders(min, max)),
    readAt: clock.now,
  });
  const reads = sinon.spy(ports.store, "readOrders");
  const singly = sinon.spy(ports.store, "readOrder");
  const writes: number[] = [];
  ports.store.setStatus = async (id, ...change) => {
    writes.push(id);
    return plain.setStatus(id, ...change);
  };
  const alert = () => Promise.resolve();
  const context = { ...ports, rules, claimId: "claim", now: () => clock.now, alert };
  const batch = messageBatch({ ...context, ...rules }, async () => []);
  const run = async () => {
    await batch.add(ids.map((id) => aReceivedMessage(id)));
    await replicateBatch(context, batch);
    return batch.entries().map(({ outcome }) => outcome);
  };
  const windows = () => reads.getCalls().map(({ args: [min, max] }) => [min, max]);
  return { ids, ports, clock, run, reads, windows, singly, writes };
};

describe("replicateBatch", () => {
  it("reads no more orders at once than the request budget allows", async () => {
    const { ports, run, windows, writes, ids } = setUp();
    const budgets = [4, 1, 9];
    ports.store.awaitBudget = async () => budgets.shift() ?? 0;
    await run();
    assert.deepEqual(windows(), [
      [1, 4],
      [6, 10],
    ]);
    assert.deepEqual(writes, ids);
  });

  it("waits for the quota before a read, never between a read and its write", async () => {
    const { ports, run, clock, writes, windows } = setUp();
    ports.store.awaitBudget = async () => {
      if (writes.length > 0) clock.now = new Date(clock.now.getTime() + 25_000);
      return Infinity;
    };
    ports.store.canSendNow = () => writes.length !== 6 || windows().length > 1;
    await run();
    assert.deepEqual(windows(), [
      [1, 10],
      [7, 10],
    ]);
  });

  it("lets no status go out ten seconds after the reading, however late the lease was taken", async () => {
    const { ports, run, clock, reads } = setUp();
    const plain = { ...ports.records };
    ports.records.find = async (found) => {
      clock.now = new Date(clock.now.getTime() + 4_000);
      return plain.find(found);
    };
    const setStatus = sinon.spy(ports.store, "setStatus");
    await run();
    const [reading] = await Promise.all(reads.returnValues);
    const limits = setStatus.getCalls().map(({ args: [, , notAfter] }) => notAfter.getTime());
    assert.ok(reading && reading.readAt < clock.now, "the rows were read after the orders");
    assert.deepEqual(new Set(limits), new Set([reading.readAt.getTime() + 10_000]));
  });

  it("reads the rest again, in one request, once the reading is ten seconds old", async () => {
    const { ports, run, clock, windows, singly, writes, ids } = setUp();
    const quick = { ...ports.store };
    ports.store.setStatus = async (id, ...change) => {
      clock.now = new Date(clock.now.getTime() + 2_500);
      return quick.setStatus(id, ...change);
    };
    await run();
    assert.deepEqual(windows(), [
      [1, 10],
      [6, 10],
    ]);
    sinon.assert.notCalled(singly);
    assert.deepEqual(writes, ids);
  });

  it("processes one order per read when every request has to wait", async () => {
    const { ports, run, windows, writes, ids } = setUp();
    ports.store.canSendNow = () => false;
    await run();
    assert.equal(windows().length, 9);
    assert.deepEqual(writes, ids);
  });

  it("fails the remaining orders when the quota's wait exceeds the deadline", async () => {
    const { ports, run, writes } = setUp();
    const throttled = new Failure("store.throttled", "used up", { retryAfterMs: 20_000 });
    const budgets = [4];
    ports.store.awaitBudget = async () => budgets.shift() ?? Promise.reject(throttled);
    const outcomes = await run();
    assert.deepEqual(writes, [1, 2, 3, 4]);
    assert.deepEqual(outcomes.slice(4), Array<Failure>(6).fill(throttled));
  });

  describe("when one order makes every list that contains it fail", () => {
    const failed = new Failure("store.unavailable", "GET /v2/orders was answered 500");

    /** Lists that hold a broken order fail; the order alone can be read, or fails as well. */
    const setUpBroken = (broken: readonly number[], isReadableAlone: boolean) => {
      const parts = setUp();
      const { store } = parts.ports;
      const whole = { ...store };
      const reads = { count: 0 };
      store.readOrders = async (min, max) => {
        reads.count += 1;
        if (broken.some((id) => id >= min && id <= max)) throw failed;
        return whole.readOrders(min, max);
      };
      store.readOrder = async (id) => {
        reads.count += 1;
        if (broken.includes(id) && !isReadableAlone) throw failed;
        return whole.readOrder(id);
      };
      return { ...parts, reads };
    };

    for (const id of [1, 2, 5, 10])
      it(`writes all others and then fails order ${id} alone`, async () => {
        const { run, writes, ids, reads } = setUpBroken([id], false);
        const outcomes = await run();
        assert.deepEqual(
          outcomes.map((outcome) => outcome === failed),
          ids.map((one) => one === id),
        );
        assert.equal(new Set(writes).size, 9);
        assert.ok(reads.count <= 10, `${reads.count} reads`);
      });

    it("writes all orders where that order can be read alone", async () => {
      const { run, writes, ids } = setUpBroken([4], true);
      await run();
      assert.deepEqual(
        [...writes].sort((a, b) => a - b),
        ids,
      );
    });

    it("writes all others of two such orders", async () => {
      const { run, writes } = setUpBroken([2, 9], false);
      await run();
      assert.equal(writes.length, 8);
    });

    it("takes five failed reads in a row for an outage, after which it reads nothing", async () => {
      const { run, writes, ids, reads } = setUpBroken(
        Array.from({ length: 10 }, (_, n) => n + 1),
        false,
      );
      assert.deepEqual(await run(), Array<Failure>(ids.length).fill(failed));
      assert.deepEqual(writes, []);
      assert.equal(reads.count, 5);
    });
  });
});
