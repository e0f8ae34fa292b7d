import assert from "node:assert/strict";
import { queueIsEmpty } from "../support/queueIsEmpty";
import { type RunningService, startService } from "../support/runningService";

describe("journey: acknowledge is plan, a dry run", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({
      store: { orders: 20, seed: 4 },
      settings: { acknowledge: "plan" },
    });
  });
  after(() => service.stop());

  it("logs its decisions, and changes neither store nor table nor checkpoint", async () => {
    const ordersBefore = service.store.orders();
    await service.poll();
    await queueIsEmpty(service);
    assert.deepEqual(service.store.orders(), ordersBefore);
    assert.deepEqual(await service.rows("orders"), []);
    assert.ok((await service.rows("jobs")).every(({ kind }) => kind === "poll"));
    const dryRuns = service.logs.filter((line) => line.includes('"order.dry-run"'));
    assert.ok(dryRuns.length >= 16, `${dryRuns.length} dry runs`);
  });
});

describe("journey: acknowledge is off", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({
      store: { orders: 20, seed: 4 },
      settings: { acknowledge: "off" },
    });
  });
  after(() => service.stop());

  it("replicates every new order and changes nothing in the store", async () => {
    const ordersBefore = service.store.orders();
    await service.poll();
    await queueIsEmpty(service);
    assert.deepEqual(service.store.orders(), ordersBefore);
    const states = (await service.rows("orders")).map(({ state }) => state);
    assert.deepEqual(states, Array(16).fill("replicated"));
  });
});
