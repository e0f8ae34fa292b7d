import assert from "node:assert/strict";
import { eventually } from "../support/eventually";
import { type RunningService, startService } from "../support/runningService";

const queueIsEmpty = (service: RunningService) =>
  eventually("the queue is empty", async () => {
    const { orders } = await service.cloud.queueDepths();
    return orders && orders.visible + orders.inFlight + orders.delayed === 0;
  });

describe("journey: acknowledge is a plan", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({
      store: { orders: 20, seed: 4 },
      settings: { acknowledge: "plan" },
    });
  });
  after(() => service.stop());

  it("says what it would do, and changes neither store nor table nor checkpoint", async () => {
    const then = service.store.orders();
    await service.poll();
    await queueIsEmpty(service);
    assert.deepEqual(service.store.orders(), then);
    assert.deepEqual(await service.rows("orders"), []);
    assert.ok((await service.rows("jobs")).every(({ kind }) => kind === "poll"));
    const planned = service.logs.filter((line) => line.includes('"order.dry-run"'));
    assert.ok(planned.length >= 16, `${planned.length} plans`);
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
    const then = service.store.orders();
    await service.poll();
    await queueIsEmpty(service);
    assert.deepEqual(service.store.orders(), then);
    const states = (await service.rows("orders")).map(({ state }) => state);
    assert.deepEqual(states, Array(16).fill("replicated"));
  });
});
