import assert from "node:assert/strict";
import type { Transport } from "../../../adapters/httpTransport";
import { Failure } from "../../../domain/failure";
import type { StoreResponse } from "../../../domain/storeResponse";
import { smallService } from "../../support/smallService";

const respond = (status: number): StoreResponse => ({
  status,
  header: () => undefined,
  text: "[]",
});

const hours = (n: number): number => n * 3_600_000;

/** A service whose status changes all get this response and are not applied. */
const withStatusResponse = (status: number) => {
  const unapplied: (() => Promise<unknown>)[] = [];
  const transport =
    (send: Transport): Transport =>
    async (request) => {
      if (request.method !== "PUT") return send(request);
      unapplied.push(() => send(request));
      return respond(status);
    };
  const service = smallService({ rules: { maxReceiveCount: 5 }, transport });
  const { id } = service.store.place({ kind: "physical" });
  const requeue = () => {
    service.enqueueWebhook(id);
    return service.process();
  };
  return {
    ...service,
    id,
    requeue,
    putCount: () => unapplied.length,
    /** The store applies the last status change after all. */
    applyLate: () => unapplied.at(-1)?.(),
    /** Delivers the message five times, hours apart: then it is dead-lettered. */
    park: async () => {
      await requeue();
      for (let n = 1; n < 5; n += 1) {
        await service.clock.advance(hours(6));
        await service.process();
      }
    },
    state: () => service.rows.get(id)?.state,
  };
};

describe("processOrders, of a dead-lettered order", () => {
  it("marks the order parked though its own lease, of the last attempt, is live", async () => {
    const { park, state, deadLetters } = withStatusResponse(409);
    await park();
    assert.deepEqual([state(), deadLetters.length], ["parked", 1]);
  });

  it("marks the order parked only once the dead-letter queue has accepted its message", async () => {
    const { park, state, deadLetters, ports, clock, process } = withStatusResponse(409);
    const { consumer } = ports;
    const refuse = async () => {
      throw new Failure("aws.failed", "Dead-lettering a message failed");
    };
    Object.assign(ports, { consumer: { ...consumer, deadLetter: refuse } });
    await park();
    assert.deepEqual([state(), deadLetters.length], ["stored", 0]);
    Object.assign(ports, { consumer });
    await clock.advance(hours(1));
    await process();
    assert.deepEqual([state(), deadLetters.length], ["parked", 1]);
  });

  it("is queued by no later poll in this version, and gets no other status request or alert", async () => {
    const { park, poll, process, putCount, deadLetters, queue, clock } = withStatusResponse(409);
    await park();
    const before = putCount();
    for (let n = 0; n < 3; n += 1) {
      await clock.advance(hours(2));
      await poll();
      assert.equal(queue.length, 0);
      await process();
    }
    assert.deepEqual([putCount(), deadLetters.length, queue.length], [before, 1, 0]);
  });

  it("keeps others from setting its status while the last request may be on its way", async () => {
    const { park, requeue, putCount } = withStatusResponse(503);
    await park();
    const before = putCount();
    assert.equal((await requeue()).length, 1, "its message waits for the lease to expire");
    assert.equal(putCount(), before);
  });

  it("marks the order acknowledged once the store shows the status, and never sets it again", async () => {
    const { park, applyLate, requeue, state, store, statusWrites, id, clock } =
      withStatusResponse(503);
    await park();
    await applyLate();
    await clock.advance(60_000);
    await requeue();
    assert.equal(state(), "acknowledged");
    store.setStatus(id, 11);
    await clock.advance(60_000);
    await requeue();
    assert.deepEqual([state(), statusWrites(id)], ["acknowledged", [9]]);
  });

  it("keeps its version out of the failures of other orders when its failure ends the batch", async () => {
    const { park, store, enqueueWebhook, clock, id, rows, deadLetters, logged } =
      withStatusResponse(403);
    await clock.advance(90_000);
    const other = store.place({ kind: "physical" }).id;
    enqueueWebhook(other);
    await park();
    assert.equal(deadLetters.length, 2);
    const modifiedAt = rows.get(id)?.modifiedAt;
    assert.equal(rows.get(id)?.parkedVersion, modifiedAt);
    assert.equal(rows.get(other)?.parkedVersion, undefined, "an order that was not read");
    const failed = logged.filter(({ event }) => event === "order.failed");
    const versions = new Map(failed.map((fields) => [fields["orderId"], fields["modifiedAt"]]));
    assert.deepEqual([versions.get(id), versions.get(other)], [modifiedAt, undefined]);
  });
});
