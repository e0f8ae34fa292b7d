import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import { processOrders } from "../../../handlers/processOrders";
import { anOrder } from "../../support/anOrder";
import { anSqsEvent, aRecord } from "../../support/anSqsEvent";
import { aReceivedMessage } from "../../support/aReceivedMessage";
import { defaultRules as rules } from "../../support/defaultRules";
import { fakePorts, invocation } from "../../support/fakePorts";

const idsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => first + n);

/** Orders 1 to 200, and messages about some orders that wait on the queue. */
const setUp = (waiting: readonly number[], remainingMs = 120_000) => {
  const ports = fakePorts(idsFrom(1, 200).map((id) => anOrder({ id })));
  const queue = waiting.map((id) => aReceivedMessage(id));
  const receive = sinon
    .stub(ports.consumer, "receive")
    .callsFake(async (max) => queue.splice(0, Math.min(max, 10)));
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
  const deleted = () => remove.getCalls().flatMap(({ args }) => args[0].map((d) => d.messageId));
  return { ports, queue, receive, process, acknowledged, deleted };
};

const full = idsFrom(1, 10);

describe("processOrders, when its event is full", () => {
  it("receives the messages that wait on the queue, and deletes them itself", async () => {
    const { queue, process, acknowledged, deleted } = setUp(idsFrom(11, 25));
    assert.deepEqual(await process(full), []);
    assert.deepEqual(acknowledged(), idsFrom(1, 35));
    assert.deepEqual(
      deleted(),
      idsFrom(11, 25).map((id) => `message-${id}`),
    );
    assert.equal(queue.length, 0);
  });

  it("reads all of their orders in one request", async () => {
    const { ports, process } = setUp(idsFrom(11, 25));
    const readOrders = sinon.spy(ports.store, "readOrders");
    await process(full);
    sinon.assert.calledOnceWithMatch(readOrders, 1, 35);
  });

  it("holds no more than fifty orders", async () => {
    const { queue, process, acknowledged } = setUp(idsFrom(11, 100));
    await process(full);
    assert.equal(acknowledged().length, 50);
    assert.equal(queue.length, 60);
  });

  it("receives no more than the request budget allows, and fills up after a wait", async () => {
    const { ports, queue, process, acknowledged } = setUp(idsFrom(11, 100));
    const budgets = [14, 30, 0, 0];
    ports.store.awaitBudget = async () => budgets.shift() ?? 0;
    ports.store.canSendNow = () => ports.store.orders.get(6)?.status_id !== 9 || budgets.length < 3;
    const readOrders = sinon.spy(ports.store, "readOrders");
    await process(full);
    assert.deepEqual(
      readOrders.getCalls().map(({ args: [min, max] }) => [min, max]),
      [
        [1, 14],
        [7, 36],
      ],
    );
    assert.equal(acknowledged().length, 36);
    assert.equal(queue.length, 74);
  });

  it("receives nothing when its event is not full, since then no message waits", async () => {
    const { receive, process } = setUp(idsFrom(11, 25));
    await process(idsFrom(1, 9));
    sinon.assert.notCalled(receive);
  });

  it("receives nothing when too little time remains", async () => {
    const { receive, process } = setUp(idsFrom(11, 25), 59_000);
    await process(full);
    sinon.assert.notCalled(receive);
  });

  it("receives no more once the queue was empty", async () => {
    const { receive, ports, process } = setUp([]);
    ports.store.canSendNow = () => false;
    await process(full);
    sinon.assert.calledOnce(receive);
  });

  it("retries the received messages that fail, and deletes only the others", async () => {
    const { ports, process, deleted } = setUp([11, 12]);
    const retryAfter = sinon.spy(ports.consumer, "retryAfter");
    const reliable = { ...ports.store };
    const unavailable = new Failure("store.unavailable", "PUT was answered 503");
    ports.store.setStatus = async (id, ...change) =>
      id === 11 ? { kind: "unknown", failure: unavailable } : reliable.setStatus(id, ...change);
    assert.deepEqual(await process(full), []);
    sinon.assert.calledOnceWithMatch(retryAfter, { messageId: "message-11" }, 60);
    assert.deepEqual(deleted(), ["message-12"]);
  });

  it("dead-letters an invalid message among the received ones", async () => {
    const { ports, queue, process, deleted } = setUp([11]);
    queue.push(aReceivedMessage(12, { body: "hello" }));
    const deadLetter = sinon.spy(ports.consumer, "deadLetter");
    await process(full);
    sinon.assert.calledOnceWithMatch(deadLetter, { messageId: "message-12" });
    assert.deepEqual(deleted(), ["message-11", "message-12"]);
  });

  it("processes its event and logs when receiving from the queue fails", async () => {
    const { ports, receive, process, acknowledged } = setUp([]);
    receive.rejects(new Failure("aws.failed", "SQS is down"));
    assert.deepEqual(await process(full), []);
    assert.deepEqual(acknowledged(), full);
    assert.ok(ports.logged.some(({ event }) => event === "queue.receive-failed"));
  });

  it("alerts when settled messages cannot be deleted, and fails no message", async () => {
    const { ports, process, acknowledged } = setUp([11]);
    const publish = sinon.spy(ports.alerts, "publish");
    ports.consumer.delete = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
    assert.deepEqual(await process(full), []);
    assert.equal(acknowledged().length, 11);
    sinon.assert.calledOnceWithMatch(publish, { cause: "process-orders/aws.failed" });
  });

  it("deletes no message before the alerts about failures are published", async () => {
    const { ports, queue, process, deleted } = setUp([]);
    queue.push(aReceivedMessage(11, { body: "hello" }));
    ports.alerts.publish = async () => Promise.reject(new Failure("aws.failed", "SNS is down"));
    await assert.rejects(process(full), { message: "SNS is down" });
    assert.deepEqual(deleted(), []);
  });

  it("publishes each alert once, deletion failures included", async () => {
    const { ports, queue, process } = setUp([]);
    queue.push(aReceivedMessage(11, { body: "hello" }));
    const publish = sinon.spy(ports.alerts, "publish");
    ports.consumer.delete = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
    assert.deepEqual(await process(full), []);
    assert.deepEqual(
      publish.getCalls().map(({ args }) => args[0].cause),
      ["process-orders/parked/message.invalid", "process-orders/aws.failed"],
    );
  });

  it("reads an order again when a message about the order arrives after the read", async () => {
    const { ports, queue, process } = setUp([]);
    const budgets = [5, Infinity];
    ports.store.awaitBudget = async () => {
      const budget = budgets.shift() ?? Infinity;
      if (budgets.length === 0) queue.push(aReceivedMessage(1));
      return budget;
    };
    const readOrders = sinon.spy(ports.store, "readOrders");
    await process(full);
    assert.deepEqual(readOrders.lastCall.args.slice(0, 2), [1, 10]);
  });
});
