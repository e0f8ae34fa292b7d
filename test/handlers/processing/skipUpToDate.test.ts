import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import type { Order } from "../../../domain/order";
import type { OrderSnapshot } from "../../../domain/record";
import { processOrders } from "../../../handlers/processOrders";
import { anOrder } from "../../support/anOrder";
import { anSqsEvent, aRecord } from "../../support/anSqsEvent";
import { aLease, aSnapshot } from "../../support/aSnapshot";
import { defaultRules as rules } from "../../support/defaultRules";
import { fakePorts, invocation } from "../../support/fakePorts";

/** A message about an event of order 100, as the receiver enqueues it. */
const anEvent = (event: string, over: Record<string, unknown> = {}) => ({
  v: 1,
  orderId: 100,
  reason: "webhook",
  traceId: `trace of ${event}`,
  at: "2026-11-21T10:00:06.500Z",
  scope: `store/order/${event}`,
  changedAt: "2026-11-21T10:00:05.000Z",
  ...over,
});

/** Read and acknowledged within the second of its creation. */
const asRead = (): OrderSnapshot => {
  const readAt = "2026-11-21T10:00:05.600Z";
  return aSnapshot({ readAt, wholeReadAt: readAt });
};

/** Order 100, acknowledged. */
const setUp = async (over: Partial<Order> = {}) => {
  const order = anOrder({ status_id: 9, ...over });
  const ports = fakePorts([order]);
  const lease = aLease({ at: new Date("2026-11-21T10:00:05.700Z") });
  await ports.records.claim(asRead(), lease);
  const { id, modifiedAt, readAt, fingerprint } = asRead();
  const confirmed = { id, modifiedAt, readAt, fingerprint, order, isArchived: false };
  await ports.records.confirm(confirmed, lease);
  const readOrder = sinon.spy(ports.store, "readOrder");
  const retryAfter = sinon.spy(ports.consumer, "retryAfter");
  let sent = 0;
  const process = async (...messages: object[]) => {
    const records = messages.map((message) => ({
      ...aRecord(100, 1, JSON.stringify(message)),
      messageId: `message-${(sent += 1)}`,
    }));
    const { batchItemFailures } = await processOrders(ports, rules)(
      anSqsEvent(...records),
      invocation,
    );
    return batchItemFailures.length;
  };
  return { ports, readOrder, retryAfter, process };
};

describe("processOrders, of stored orders", () => {
  it("sends no request for events that arrived before the order was read", async () => {
    const { readOrder, process } = await setUp();
    const at = "2026-11-21T10:00:05.500Z";
    assert.equal(await process(anEvent("created", { at }), anEvent("updated", { at })), 0);
    sinon.assert.notCalled(readOrder);
  });

  it("sends no request for a status that the record shows, such as its own", async () => {
    const { readOrder, process } = await setUp();
    assert.equal(await process(anEvent("statusUpdated", { statusId: 9 })), 0);
    sinon.assert.notCalled(readOrder);
  });

  it("treats the first change in the second of its own as its own event, and reads the order for the second", async () => {
    const { readOrder, process } = await setUp();
    await process(anEvent("updated", { traceId: "maybe-own-event" }));
    await process(anEvent("updated", { traceId: "maybe-own-event" }));
    sinon.assert.notCalled(readOrder);
    await process(anEvent("updated", { traceId: "an edit" }));
    sinon.assert.calledOnce(readOrder);
  });

  it("stores a change as a newer version, and leaves state and status alone", async () => {
    const date_modified = "Sat, 21 Nov 2026 11:00:00 +0000";
    const { ports, process } = await setUp({ status_id: 4, date_modified });
    const setStatus = sinon.spy(ports.store, "setStatus");
    await process(anEvent("refund/created", { changedAt: "2026-11-21T11:00:00.000Z" }));
    const row = ports.records.rows.get(100);
    assert.deepEqual(
      [row?.state, (row?.["order"] as Order).status_id, row?.modifiedAt],
      ["acknowledged", 4, "2026-11-21T11:00:00.000Z"],
    );
    sinon.assert.notCalled(setStatus);
  });

  it("reads an order once for all events of one batch", async () => {
    const { readOrder, process } = await setUp();
    await process(
      anEvent("updated"),
      anEvent("refund/created"),
      anEvent("statusUpdated", { statusId: 4 }),
    );
    sinon.assert.calledOnce(readOrder);
  });

  it("retries all messages of an order whose newer version was read and not stored", async () => {
    const { ports, process } = await setUp({ status_id: 4 });
    const save = sinon.stub(ports.records, "save").callThrough();
    save.onFirstCall().rejects(new Failure("aws.failed", "records.save failed"));
    const events = [anEvent("updated"), anEvent("refund/created")];
    assert.equal(await process(...events), 2);
    assert.equal(await process(...events), 0);
    assert.equal((ports.records.rows.get(100)?.["order"] as Order).status_id, 4);
  });

  it("delays the message, without a request, while another invocation holds the lease", async () => {
    const { ports, readOrder, retryAfter, process } = await setUp();
    ports.records.rows.delete(100);
    const at = new Date("2026-11-21T10:00:45.000Z");
    const until = new Date("2026-11-21T10:01:15.000Z");
    await ports.records.claim(asRead(), aLease({ id: "another", at, until }));
    assert.equal(await process(anEvent("updated")), 1);
    sinon.assert.notCalled(readOrder);
    sinon.assert.calledOnceWithMatch(retryAfter, sinon.match.object, 15);
  });

  describe("when a message is redriven from the dead-letter queue", () => {
    const reason = { dataType: "String" as const, stringValue: "aws.failed" };
    const redriven = (...messages: object[]) => {
      const records = messages.map((one) => aRecord(100, 1, JSON.stringify(one)));
      return anSqsEvent(...records.map((one) => ({ ...one, messageAttributes: { reason } })));
    };
    const changedAt = "2026-11-21T10:00:06.000Z";
    const lostUpdate = anEvent("statusUpdated", { statusId: 9, previousStatusId: 5, changedAt });

    it("reads the order, whatever the row holds", async () => {
      const { ports, readOrder } = await setUp();
      const event = redriven(anEvent("updated", { at: "2026-11-21T10:00:00.000Z" }));
      await processOrders(ports, rules)(event, invocation);
      sinon.assert.calledOnce(readOrder);
    });

    it("alerts about a lost update, since the message may have been dead-lettered before its alert", async () => {
      const { ports, readOrder } = await setUp();
      const publish = sinon.spy(ports.alerts, "publish");
      await processOrders(ports, rules)(redriven(lostUpdate), invocation);
      sinon.assert.calledOnceWithMatch(publish, { code: "order.overwritten", orderIds: [100] });
      sinon.assert.calledOnce(readOrder);
    });

    it("retries the message when the alert cannot be published", async () => {
      const { ports, retryAfter, readOrder } = await setUp();
      ports.alerts.publish = async () => Promise.reject(new Failure("aws.failed", "SNS is down"));
      await assert.rejects(processOrders(ports, rules)(redriven(lostUpdate), invocation));
      sinon.assert.calledOnce(retryAfter);
      sinon.assert.notCalled(readOrder);
    });
  });

  it("marks an order archived at once on an archived event when the store no longer has the order", async () => {
    const { ports, process } = await setUp();
    ports.store.orders.clear();
    assert.equal(await process(anEvent("archived")), 0);
    assert.equal(ports.records.rows.get(100)?.archivedAt, "2026-11-21T10:01:00.000Z");
  });

  it("retries all messages when the table cannot be read, and sends no request", async () => {
    const { ports, readOrder, process } = await setUp();
    ports.records.find = async () => Promise.reject(new Failure("aws.failed", "DynamoDB is down"));
    assert.equal(await process(anEvent("updated"), anEvent("created")), 2);
    sinon.assert.notCalled(readOrder);
  });

  it("retries a message when the claim on its own event fails", async () => {
    const { ports, readOrder, process } = await setUp();
    ports.ownEvents.claim = async () =>
      Promise.reject(new Failure("aws.failed", "DynamoDB is down"));
    assert.equal(await process(anEvent("updated")), 1);
    sinon.assert.notCalled(readOrder);
  });
});
