import assert from "node:assert/strict";
import { bigCommerce } from "../../adapters/bigCommerce";
import type { ImportLine } from "../../migration/importLine";
import { type ImportContext, importSample } from "../../migration/importSample";
import type { ImportedOrders } from "../../ports";
import { storeSettings } from "../support/aStoreClient";
import { type MemoryService, memoryService } from "../support/memoryService";
import { type SampleService, sampleService } from "../support/sampleService";
import { simulatedTransport } from "../support/simulatedTransport";

const minuteMs = 60_000;
const rules = { newOrderStatusIds: [7, 10, 11], physicalStatusId: 9, digitalStatusId: 8 };

/** This service, which has not run yet, beside the sample's work in the same store. */
const setUp = () => {
  const service = memoryService();
  const { store, clock } = service;
  const sample = sampleService(store);
  const now = () => new Date(clock.now());
  const wait = (ms: number) =>
    new Promise<void>((resolve) => void clock.schedule(clock.now() + ms, resolve));
  const openStore = bigCommerce({
    ...storeSettings({ now, transport: simulatedTransport(store) }),
    wait,
  });
  const lines: ImportLine[] = [];
  const run = async (over: Partial<ImportContext> = {}) => {
    lines.length = 0;
    const imported = importSample({
      openStore,
      sampleItems: {
        async *pages() {
          for (const item of sample.items.values()) yield [item];
        },
      },
      records: service.records,
      rules,
      verdicts: new Map(),
      writes: true,
      traceId: "import-1",
      now,
      onLine: (line) => void lines.push(line),
      onProgress: () => undefined,
      ...over,
    });
    return clock.advanceUntil(imported);
  };
  const lineOf = (id: number) => lines.find(({ orderId }) => orderId === id);
  return { ...service, sample, run, lines, lineOf, outcomeOf: (id: number) => lineOf(id)?.outcome };
};

type Moving = ReturnType<typeof setUp>;

const later = ({ clock }: Moving | MemoryService) => clock.advance(minuteMs);

/** One poll and what the poll enqueues. */
const runService = async ({ poll, drain }: Moving): Promise<void> => {
  await poll();
  await drain();
};

const place = ({ store }: Moving, over: Parameters<Moving["store"]["place"]>[0] = {}): number =>
  store.place({ kind: "physical", settleAfterMs: 0, ...over }).id;

/** Status changes by API, of the sample and of this service. */
const statusWrites = (moving: Moving, id: number) => moving.statusWrites(id);

const taken = async (moving: Moving, how: keyof Omit<SampleService, "items"> = "process") => {
  const id = place(moving);
  await later(moving);
  moving.sample[how](id);
  await later(moving);
  return id;
};

describe("importSample", () => {
  let moving: Moving;
  beforeEach(() => {
    moving = setUp();
  });

  it("records what the sample acknowledged, so that a re-opened order is never acknowledged again", async () => {
    const id = await taken(moving);
    await moving.run();
    assert.equal(moving.outcomeOf(id), "import");
    moving.store.setStatus(id, 11);
    await later(moving);
    await runService(moving);
    assert.deepEqual(statusWrites(moving, id), [9]);
    assert.equal(moving.store.statusOf(id), 11);
    const row = moving.records.rows.get(id);
    assert.deepEqual([row?.state, row?.["traceId"]], ["acknowledged", "import-1"]);
  });

  it("leaves an order to this service whose status the sample failed to set", async () => {
    const id = await taken(moving, "storeOnly");
    await moving.run();
    assert.equal(moving.outcomeOf(id), "leave new");
    assert.equal(moving.records.rows.has(id), false);
    await runService(moving);
    assert.deepEqual(statusWrites(moving, id), [9]);
  });

  it("asks for a decision where an order is new and changed since, and follows the decision", async () => {
    const reopened = await taken(moving);
    moving.store.setStatus(reopened, 11);
    const edited = await taken(moving, "storeOnly");
    moving.store.edit(edited, { staff_notes: "Gift" });
    await later(moving);
    await moving.run();
    assert.deepEqual([reopened, edited].map(moving.outcomeOf), ["decide", "decide"]);
    assert.equal(moving.records.rows.size, 0);
    const verdicts = new Map([
      [reopened, "acknowledged"],
      [edited, "not acknowledged"],
    ] as const);
    await moving.run({ verdicts });
    assert.deepEqual([reopened, edited].map(moving.outcomeOf), ["import", "leave new"]);
    await runService(moving);
    assert.deepEqual(
      [reopened, edited].map((id) => statusWrites(moving, id)),
      [[9], [9]],
    );
  });

  it("stores every line of an order that the sample truncated", async () => {
    const id = place(moving, { lines: 120 });
    await later(moving);
    moving.sample.process(id);
    await moving.run();
    assert.deepEqual(moving.lineOf(id)?.findings.slice(0, 1), [
      { kind: "truncated", list: "products", stored: 50, inStore: 120 },
    ]);
    const products = moving.records.rows.get(id)?.["products"];
    assert.ok(Array.isArray(products) && products.length === 120);
    assert.deepEqual(moving.records.rows.get(id)?.["coupons"], []);
  });

  it("lists lost orders, whose records are then complete, from the first new order on", async () => {
    const historical = moving.store.importOrder(new Date("2020-01-01T00:00:00Z"));
    moving.sample.process(historical);
    const before = moving.store.importOrder(new Date("2020-02-01T00:00:00Z"), 2);
    await taken(moving);
    const lost = place(moving);
    moving.store.setStatus(lost, 2);
    const fresh = place(moving);
    const result = await moving.run();
    assert.deepEqual(moving.lineOf(lost)?.findings, [{ kind: "lost" }]);
    assert.equal(moving.records.rows.get(lost)?.state, "acknowledged");
    assert.deepEqual([before, fresh].map(moving.outcomeOf), [undefined, undefined]);
    assert.ok((result.lostSince ?? "") > "2026");
    await moving.run({ lostSince: "2020-01-15T00:00:00.000Z" });
    assert.deepEqual(moving.lineOf(before)?.findings, [{ kind: "lost" }]);
  });

  it("lists orders that the sample re-opened, and records them as acknowledged", async () => {
    const completed = place(moving);
    moving.store.setStatus(completed, 10);
    await later(moving);
    moving.sample.process(completed);
    const refunded = await taken(moving);
    moving.store.refund(refunded);
    moving.sample.process(refunded);
    await moving.run();
    for (const id of [completed, refunded])
      assert.ok(
        moving.lineOf(id)?.findings.some(({ kind }) => kind === "reopened"),
        `${id}`,
      );
  });

  it("lists stale copies, and records the order as the store has it", async () => {
    const id = await taken(moving);
    moving.store.edit(id, { total_inc_tax: "77.0000" });
    await moving.run();
    const stale = moving.lineOf(id)?.findings.find(({ kind }) => kind === "stale");
    assert.ok(stale?.kind === "stale");
    assert.deepEqual(stale.fields, ["total_inc_tax"]);
    const order = moving.records.rows.get(id)?.["order"] as Record<string, unknown>;
    assert.equal(order["total_inc_tax"], "77.0000");
  });

  it("writes nothing in a dry run, and never anything to the store", async () => {
    const id = await taken(moving);
    const writes = () =>
      moving.store.requestLog.latest().filter(({ method }) => method !== "GET").length;
    const before = writes();
    assert.equal(before, 1, "the sample's own");
    await moving.run({ writes: false });
    assert.equal(moving.outcomeOf(id), "import");
    assert.equal(moving.records.rows.size, 0);
    await moving.run();
    assert.equal(moving.records.rows.size, 1);
    assert.equal(writes(), before);
  });

  it("imports each order once, however often it runs", async () => {
    const id = await taken(moving);
    await moving.run();
    const row = moving.records.rows.get(id);
    await later(moving);
    await moving.run({ traceId: "import-2" });
    assert.equal(moving.outcomeOf(id), "imported before");
    assert.deepEqual(moving.records.rows.get(id), row);
  });

  it("continues after an interruption", async () => {
    const ids = [await taken(moving), await taken(moving), await taken(moving)];
    const onLine = ({ orderId }: ImportLine) => {
      if (orderId === ids[1]) throw new Error("interrupted");
    };
    await assert.rejects(moving.run({ onLine }), /interrupted/);
    assert.equal(moving.records.rows.size, 2);
    await moving.run();
    assert.deepEqual(ids.map(moving.outcomeOf), ["imported before", "imported before", "import"]);
  });

  it("keeps a newer record of this service, and acknowledges the record", async () => {
    const id = await taken(moving);
    const { records } = moving;
    const changedMeanwhile: ImportedOrders["importAcknowledged"] = async (snapshot, by) => {
      const newer = { modifiedAt: "2030-01-01T00:00:00.000Z", order: { mark: "newer" } };
      await records.replicate({ ...snapshot, ...newer }, "t");
      return records.importAcknowledged(snapshot, by);
    };
    await moving.run({ records: { ...records, importAcknowledged: changedMeanwhile } });
    const row = moving.records.rows.get(id);
    assert.deepEqual([row?.state, row?.["order"]], ["acknowledged", { mark: "newer" }]);
  });

  it("reports an order that the service works on", async () => {
    const id = await taken(moving);
    const records = { ...moving.records, importAcknowledged: async () => false };
    await moving.run({ records });
    assert.deepEqual([moving.outcomeOf(id), moving.lineOf(id)?.written], ["leased", false]);
  });

  it("reports an order that is gone, and goes on after one that cannot be read", async () => {
    const [invalid, valid] = [await taken(moving), await taken(moving)];
    const item = moving.sample.items.get(valid);
    moving.sample.items.set(99_999, { ...item, id: 99_999 });
    moving.store.edit(invalid, { date_modified: "yesterday" });
    await moving.run();
    assert.deepEqual([invalid, valid, 99_999].map(moving.outcomeOf), [
      "failed",
      "import",
      "missing",
    ]);
  });

  it("stops at a refused token, which concerns all orders", async () => {
    await taken(moving);
    moving.store.rotateToken("another");
    await assert.rejects(moving.run(), { code: "store.unauthorized" });
    assert.deepEqual(moving.lines, []);
  });

  it("counts items that hold no order", async () => {
    moving.sample.items.set(1, { jobId: "a", at: "b" });
    const { unreadable, stored } = await moving.run();
    assert.deepEqual([unreadable, stored], [[["at", "jobId"]], 0]);
  });

  it("reads 300 orders by ten requests at most", async () => {
    const ids = Array.from({ length: 300 }, () => place(moving));
    for (const id of ids) moving.sample.process(id);
    const before = moving.store.requests().total;
    await moving.run();
    assert.equal(moving.records.rows.size, 300);
    const requests = moving.store.requests().total - before;
    assert.ok(requests <= 10, `${requests} requests`);
  });
});
