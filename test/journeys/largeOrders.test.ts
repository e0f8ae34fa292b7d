import assert from "node:assert/strict";
import { Status } from "../../domain/status";
import { queueIsEmpty } from "../support/queueIsEmpty";
import { type RunningService, startService } from "../support/runningService";

/** Orders of 49 lines, the most that a list holds whole, of which each fifth is new. */
const orders = 250;
const lines = 49;

describe("journey: a window of orders that is larger than a function's memory", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({ store: { orders: 0, seed: 6 }, timeFactor: 60 });
  });
  after(() => service.stop());

  it("is read in smaller windows, and every new order is replicated whole", async () => {
    const { store } = service;
    store.setDeliveryFaults({ drop: 1 });
    const placed = Array.from({ length: orders }, () => store.place({ kind: "physical", lines }));
    const isNew = (index: number): boolean => index % 5 === 0;
    placed.forEach(({ id }, index) => {
      if (!isNew(index)) store.setStatus(id, Status.Shipped);
    });
    const expected = placed.flatMap(({ id }, index) => (isNew(index) ? [id] : []));
    await service.poll();
    await queueIsEmpty(service, 60_000);
    const rows = await service.rows("orders");
    assert.deepEqual(
      rows.map(({ id }) => Number(id)).sort((a, b) => a - b),
      expected,
    );
    for (const row of rows) {
      assert.equal(row["state"], "acknowledged");
      assert.equal((row["products"] as unknown[]).length, lines);
    }
    assert.deepEqual(service.cloud.mailbox.list(), []);
    const tooLarge = service.logs.filter((line) => line.includes("payload.tooLarge"));
    assert.notEqual(tooLarge.length, 0, "no response exceeded the limit");
  });
});
