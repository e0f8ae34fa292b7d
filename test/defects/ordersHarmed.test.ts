import assert from "node:assert/strict";
import { smallService } from "../support/smallService";

const day = 86_400_000;

describe("defects that harm orders in the store", () => {
  it("1: a completed physical order is neither queued nor moved to Awaiting Shipment", async () => {
    const service = smallService();
    const { id } = service.store.place({ kind: "physical", statusId: 10 });
    assert.deepEqual(await service.poll(), { queued: 0 });
    service.enqueueWebhook(id);
    await service.drain();
    assert.deepEqual([service.statusWrites(id), service.store.order(id)?.status_id], [[], 10]);
  });

  it("1: an acknowledged order that the merchant completes is not reopened", async () => {
    const service = smallService();
    const { id } = service.store.place({ kind: "digital" });
    for (let round = 1; round <= 3; round += 1) {
      await service.poll();
      await service.drain();
      service.store.setStatus(id, 10);
    }
    assert.deepEqual([service.statusWrites(id), service.queue.length], [[8], 0]);
  });

  it("2: the first poll of a store with 5,000 completed orders queues the new ones alone", async () => {
    const service = smallService();
    for (let n = 0; n < 5_000; n += 1) service.store.place({ kind: "digital" });
    await service.clock.advance(30 * day);
    const placed = [1, 2, 3].map(() => service.store.place({ kind: "digital" }).id);
    assert.deepEqual(await service.poll(), { queued: 3 });
    await service.drain();
    assert.equal(service.puts(), 3);
    assert.deepEqual(placed.map(service.statusWrites), [[8], [8], [8]]);
  });

  for (const status of [0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 14]) {
    it(`3: an order in status ${status} keeps it, whatever message arrives`, async () => {
      const service = smallService();
      const { id } = service.store.place();
      service.store.setStatus(id, status);
      await service.poll();
      service.enqueueWebhook(id);
      service.enqueue(JSON.stringify({ v: 1, orderId: id, reason: "poll" }));
      await service.drain();
      assert.deepEqual(
        [service.statusWrites(id), service.store.order(id)?.status_id],
        [[], status],
      );
    });
  }

  it("4: a webhook does not release an order that is held for verification", async () => {
    const service = smallService();
    const { id } = service.store.place({ statusId: 12 });
    service.enqueueWebhook(id);
    await service.drain();
    assert.deepEqual(
      [service.statusWrites(id), service.queue.length, service.rows.size],
      [[], 0, 0],
    );
  });

  it("5: an unpaid order keeps its status when the setting excludes Awaiting Payment", async () => {
    const service = smallService({ rules: { newOrderStatusIds: [10, 11] } });
    const { id } = service.store.place({ statusId: 7 });
    assert.deepEqual(await service.poll(), { queued: 0 });
    service.enqueueWebhook(id);
    await service.drain();
    assert.deepEqual(service.statusWrites(id), []);
  });

  it("6: a status that staff sets while an order waits on the queue is not overwritten", async () => {
    const service = smallService();
    const placed = Array.from({ length: 12 }, () => service.store.place().id);
    await service.poll();
    await service.clock.advance(6 * 3_600_000);
    const staff = new Map(placed.map((id, n) => [id, [2, 4, 5, 11][n % 4] ?? 11]));
    for (const [id, status] of staff) service.store.setStatus(id, status);
    await service.drain();
    for (const [id, status] of staff) {
      const expected = status === 11 ? [[9], 9] : [[], status];
      assert.deepEqual([service.statusWrites(id), service.store.order(id)?.status_id], expected);
    }
  });

  it("7: the failure of one order sets no neighbour's status a second time", async () => {
    const service = smallService();
    const [first = 0, second = 0, third = 0] = [1, 2, 3].map(() => service.store.place().id);
    const recover = service.store.injectFault({
      fault: { kind: "status", status: 500 },
      method: "PUT",
      path: `/orders/${third}$`,
    });
    await service.poll();
    await service.drain();
    service.store.setStatus(first, 2);
    recover();
    await service.clock.advance(60_000);
    for (const id of [first, second, third]) service.enqueueWebhook(id);
    await service.drain();
    assert.deepEqual([first, second, third].map(service.statusWrites), [[9], [9], [9]]);
    assert.equal(service.store.order(first)?.status_id, 2);
  });

  it("8: a setting keeps digital orders out of Awaiting Pickup", async () => {
    const service = smallService({ rules: { digitalStatusId: 2 } });
    const { id } = service.store.place({ kind: "digital" });
    await service.poll();
    await service.drain();
    assert.deepEqual(service.statusWrites(id), [2]);
  });

  it("9: settings determine which statuses are new, and what they become", async () => {
    const rules = { newOrderStatusIds: [12], physicalStatusId: 11, digitalStatusId: 3 };
    const service = smallService({ rules });
    const held = service.store.place({ statusId: 12 }).id;
    const heldDigital = service.store.place({ kind: "digital", statusId: 12 }).id;
    const usual = service.store.place().id;
    await service.poll();
    service.enqueueWebhook(usual);
    await service.drain();
    assert.deepEqual([held, heldDigital, usual].map(service.statusWrites), [[11], [3], []]);
  });
});
