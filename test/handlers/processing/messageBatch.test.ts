import assert from "node:assert/strict";
import { Failure } from "../../../domain/failure";
import { messageBatch } from "../../../handlers/processing/messageBatch";
import type { ReceivedMessage } from "../../../ports";
import { aReceivedMessage } from "../../support/aReceivedMessage";
import { fakePorts } from "../../support/fakePorts";

/** A batch, and messages that wait on the queue. */
const setUp = (waiting: readonly ReceivedMessage[] = []) => {
  const queue = [...waiting];
  const budgets: [budget: number, pending: number][] = [];
  const context = { ...fakePorts(), newOrderStatusIds: [11], alert: async () => {} };
  const batch = messageBatch(context, async (budget, pending) => {
    budgets.push([budget, pending]);
    return queue.splice(0, Math.min(2, budget - pending));
  });
  return { batch, budgets };
};

describe("messageBatch", () => {
  it("has each order pending once, however many messages request it", async () => {
    const { batch } = setUp();
    await batch.add([aReceivedMessage(7), aReceivedMessage(8), aReceivedMessage(7)]);
    assert.deepEqual(batch.pending(), [7, 8]);
    assert.equal(batch.entries().length, 3);
  });

  it("fills up to the budget, which includes pending orders", async () => {
    const { batch, budgets } = setUp([1, 2, 3, 4, 5].map((id) => aReceivedMessage(id)));
    await batch.add([aReceivedMessage(9)]);
    await batch.fill(4);
    assert.deepEqual(batch.pending(), [9, 1, 2, 3]);
    assert.deepEqual(budgets, [
      [4, 1],
      [4, 3],
      [4, 4],
    ]);
  });

  it("has an order pending again when a message arrives after the order's outcome", async () => {
    const { batch } = setUp([aReceivedMessage(7)]);
    await batch.add([aReceivedMessage(7), aReceivedMessage(8)]);
    batch.resolve(7, { kind: "done" });
    assert.deepEqual(batch.pending(), [8]);
    await batch.fill(50);
    assert.deepEqual(batch.pending(), [7, 8]);
  });

  it("gives each message the outcome of its order, and an invalid message its own failure", async () => {
    const { batch } = setUp();
    await batch.add([aReceivedMessage(7), aReceivedMessage(8, { body: "{" }), aReceivedMessage(9)]);
    const failure = new Failure("store.rejected", "GET /v2/orders/9 was answered 422");
    batch.resolve(7, { kind: "done" });
    batch.resolve(9, failure);
    const [first, second, third] = batch.entries().map(({ outcome }) => outcome);
    assert.deepEqual([first, third], [{ kind: "done" }, failure]);
    assert.ok(second instanceof Failure && second.code === "message.invalid");
  });
});
