import assert from "node:assert/strict";
import type { Transport } from "../../../adapters/httpTransport";
import type { StoreResponse } from "../../../domain/storeResponse";
import { smallService } from "../../support/smallService";

const answered = (status: number): StoreResponse => ({
  status,
  header: () => undefined,
  text: "[]",
});

const hours = (n: number): number => n * 3_600_000;

/** A service none of whose changes of a status comes about: each is answered this. */
const refusing = (status: number) => {
  const late: (() => Promise<unknown>)[] = [];
  const transport =
    (send: Transport): Transport =>
    async (request) => {
      if (request.method !== "PUT") return send(request);
      late.push(() => send(request));
      return answered(status);
    };
  const service = smallService({ rules: { maxReceiveCount: 5 }, transport });
  const { id } = service.store.place({ kind: "physical" });
  const again = () => {
    service.enqueueWebhook(id);
    return service.process();
  };
  return {
    ...service,
    id,
    again,
    asked: () => late.length,
    /** The store makes the last change of a status after all. */
    arrive: () => late.at(-1)?.(),
    /** Five deliveries, hours apart. */
    giveUp: async () => {
      await again();
      for (let n = 1; n < 5; n += 1) {
        await service.clock.advance(hours(6));
        await service.process();
      }
    },
    state: () => service.rows.get(id)?.state,
  };
};

describe("processOrders, of an order that is given up", () => {
  it("marks it parked though its own claim, of the last try, still lives", async () => {
    const { giveUp, state, deadLetters } = refusing(409);
    await giveUp();
    assert.deepEqual([state(), deadLetters.length], ["parked", 1]);
  });

  it("ends later polls' messages quietly, without another request to set its status", async () => {
    const { giveUp, poll, process, asked, deadLetters, queue, clock } = refusing(409);
    await giveUp();
    const known = asked();
    for (let n = 0; n < 3; n += 1) {
      await clock.advance(hours(2));
      await poll();
      assert.equal(queue.length, 1);
      await process();
    }
    assert.deepEqual([asked(), deadLetters.length, queue.length], [known, 1, 0]);
  });

  it("has nobody else set its status while the last request may still be on its way", async () => {
    const { giveUp, again, asked } = refusing(503);
    await giveUp();
    const known = asked();
    assert.equal((await again()).length, 1, "its message waits for the claim to end");
    assert.equal(asked(), known);
  });

  it("takes it for acknowledged once the store shows the status after all, and never sets it again", async () => {
    const { giveUp, arrive, again, state, store, statusWrites, id, clock } = refusing(503);
    await giveUp();
    await arrive();
    await clock.advance(60_000);
    await again();
    assert.equal(state(), "acknowledged");
    store.setStatus(id, 11);
    await clock.advance(60_000);
    await again();
    assert.deepEqual([state(), statusWrites(id)], ["acknowledged", [9]]);
  });

  it("marks no other order by its version when what it met ended the batch", async () => {
    const { giveUp, store, enqueueWebhook, clock, id, rows, deadLetters, logged } = refusing(403);
    await clock.advance(90_000);
    const other = store.place({ kind: "physical" }).id;
    enqueueWebhook(other);
    await giveUp();
    assert.equal(deadLetters.length, 2);
    const modifiedAt = rows.get(id)?.modifiedAt;
    assert.equal(rows.get(id)?.parkedVersion, modifiedAt);
    assert.equal(rows.get(other)?.parkedVersion, undefined, "an order that nobody has read");
    const failed = logged.filter(({ event }) => event === "order.failed");
    const versions = new Map(failed.map((fields) => [fields["orderId"], fields["modifiedAt"]]));
    assert.deepEqual([versions.get(id), versions.get(other)], [modifiedAt, undefined]);
  });
});
