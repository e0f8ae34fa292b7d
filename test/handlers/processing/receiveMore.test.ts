import assert from "node:assert/strict";
import type { SQSRecord } from "aws-lambda";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { processOrders } from "../../../handlers/processOrders";
import type { ReceivedMessage } from "../../../ports";
import { anOrder } from "../../support/anOrder";
import { aRecord, anSqsEvent } from "../../support/anSqsEvent";
import { fakePorts, invocation } from "../../support/fakePorts";

const rules = {
  newOrderStatusIds: [7, 10, 11],
  physicalStatusId: 9,
  digitalStatusId: 8,
  startFrom: "",
  acknowledge: "on",
  maxReceiveCount: 20,
} as const;

const toDelivery = ({ messageId, receiptHandle, body }: SQSRecord): ReceivedMessage => ({
  messageId,
  receiptHandle,
  body,
  receiveCount: 1,
  isRedriven: false,
});

const idsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => first + n);

/** A function, the orders 1 to 200, and messages for the orders that still wait in the queue. */
const setUp = (waiting: readonly number[], remainingMs = 120_000) => {
  const ports = fakePorts(idsFrom(1, 200).map((id) => anOrder({ id })));
  const queue = waiting.map((id) => toDelivery(aRecord(id)));
  const receive = sinon
    .stub(ports.consumer, "receive")
    .callsFake(async (most) => queue.splice(0, Math.min(most, 10)));
  const remove = sinon.spy(ports.consumer, "delete");
  const process = async (ids: readonly number[]) => {
    const event = anSqsEvent(...ids.map((id) => aRecord(id)));
    const { batchItemFailures } = await processOrders(ports, rules)(event, {
      ...invocation,
      getRemainingTimeInMillis: () => remainingMs,
    });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const acknowledged = () =>
    [...ports.records.rows.values()].flatMap(({ id, state }) =>
      state === "acknowledged" ? [id] : [],
    );
  const removed = () => remove.getCalls().flatMap(({ args }) => args[0].map((d) => d.messageId));
  return { ports, queue, receive, process, acknowledged, removed };
};

const full = idsFrom(1, 10);

describe("processOrders, when its event was full", () => {
  it("takes along what waits in the queue, and removes that itself", async () => {
    const { queue, process, acknowledged, removed } = setUp(idsFrom(11, 25));
    assert.deepEqual(await process(full), []);
    assert.deepEqual(acknowledged(), idsFrom(1, 35));
    assert.deepEqual(
      removed(),
      idsFrom(11, 25).map((id) => `message-${id}`),
    );
    assert.equal(queue.length, 0);
  });

  it("reads all of them in one request", async () => {
    const { ports, process } = setUp(idsFrom(11, 25));
    const readOrders = sinon.spy(ports.store, "readOrders");
    await process(full);
    sinon.assert.calledOnceWithExactly(readOrders, 1, 35);
  });

  it("has no more than fifty in hand", async () => {
    const { queue, process, acknowledged } = setUp(idsFrom(11, 100));
    await process(full);
    assert.equal(acknowledged().length, 50);
    assert.equal(queue.length, 60);
  });

  it("takes no more along than the quota has room for, and fills up after a wait", async () => {
    const { ports, queue, process, acknowledged } = setUp(idsFrom(11, 100));
    const rooms = [14, 30, 0, 0];
    ports.store.awaitBudget = async () => rooms.shift() ?? 0;
    ports.store.canSendNow = () => ports.store.orders.get(6)?.status_id !== 9 || rooms.length < 3;
    const readOrders = sinon.spy(ports.store, "readOrders");
    await process(full);
    assert.deepEqual(
      readOrders.getCalls().map(({ args }) => args),
      [
        [1, 14],
        [7, 36],
      ],
    );
    assert.equal(acknowledged().length, 36);
    assert.equal(queue.length, 74);
  });

  it("takes nothing along when its event was not full, for then nothing waits", async () => {
    const { receive, process } = setUp(idsFrom(11, 25));
    await process(idsFrom(1, 9));
    sinon.assert.notCalled(receive);
  });

  it("takes nothing along that it might have no time for", async () => {
    const { receive, process } = setUp(idsFrom(11, 25), 59_000);
    await process(full);
    sinon.assert.notCalled(receive);
  });

  it("asks the queue no more once it was empty", async () => {
    const { receive, ports, process } = setUp([]);
    ports.store.canSendNow = () => false;
    await process(full);
    sinon.assert.calledOnce(receive);
  });

  it("gives back what fails of what it took along, and removes only the others", async () => {
    const { ports, process, removed } = setUp([11, 12]);
    const retryAfter = sinon.spy(ports.consumer, "retryAfter");
    const reliable = { ...ports.store };
    const unavailable = new Failure("store.unavailable", "PUT was answered 503");
    ports.store.setStatus = async (id, ...change) =>
      id === 11 ? { kind: "unknown", failure: unavailable } : reliable.setStatus(id, ...change);
    assert.deepEqual(await process(full), []);
    sinon.assert.calledOnceWithMatch(retryAfter, { messageId: "message-11" }, 60);
    assert.deepEqual(removed(), ["message-12"]);
  });

  it("parks what is no message among what it took along", async () => {
    const { ports, queue, process, removed } = setUp([11]);
    queue.push({ ...toDelivery(aRecord(12)), body: "hello" });
    const park = sinon.spy(ports.consumer, "deadLetter");
    await process(full);
    sinon.assert.calledOnceWithMatch(park, { messageId: "message-12" });
    assert.deepEqual(removed(), ["message-11", "message-12"]);
  });

  it("processes its event all the same when the queue cannot be asked, and says so", async () => {
    const { ports, receive, process, acknowledged } = setUp([]);
    receive.rejects(new Failure("aws.failed", "SQS is down"));
    assert.deepEqual(await process(full), []);
    assert.deepEqual(acknowledged(), full);
    assert.ok(ports.logged.some(({ event }) => event === "queue.receive-failed"));
  });

  it("tells people when messages that are done with cannot be removed, and fails nothing", async () => {
    const { ports, process, acknowledged } = setUp([11]);
    const publish = sinon.spy(ports.alerts, "publish");
    ports.consumer.delete = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
    assert.deepEqual(await process(full), []);
    assert.equal(acknowledged().length, 11);
    sinon.assert.calledOnceWithMatch(publish, { cause: "process-orders/aws.failed" });
  });

  it("removes nothing before people were told of what befell it", async () => {
    const { ports, queue, process, removed } = setUp([]);
    queue.push({ ...toDelivery(aRecord(11)), body: "hello" });
    ports.alerts.publish = async () => Promise.reject(new Failure("aws.failed", "SNS is down"));
    await assert.rejects(process(full), { message: "SNS is down" });
    assert.deepEqual(removed(), []);
  });

  it("tells people of each thing once, of what it could not remove too", async () => {
    const { ports, queue, process } = setUp([]);
    queue.push({ ...toDelivery(aRecord(11)), body: "hello" });
    const publish = sinon.spy(ports.alerts, "publish");
    ports.consumer.delete = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
    assert.deepEqual(await process(full), []);
    assert.deepEqual(
      publish.getCalls().map(({ args }) => args[0].cause),
      ["process-orders/parked/message.invalid", "process-orders/aws.failed"],
    );
  });

  it("looks again at an order that a message asks for after its reading", async () => {
    const { ports, queue, process } = setUp([]);
    const rooms = [5, Infinity];
    ports.store.awaitBudget = async () => {
      const room = rooms.shift() ?? Infinity;
      if (rooms.length === 0) queue.push(toDelivery(aRecord(1)));
      return room;
    };
    const readOrders = sinon.spy(ports.store, "readOrders");
    await process(full);
    assert.deepEqual(readOrders.lastCall.args, [1, 10]);
  });
});
