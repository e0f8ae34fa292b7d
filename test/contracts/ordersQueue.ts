import assert from "node:assert/strict";
import type { OrderMessage } from "../../domain/orderMessage";
import type { OrderQueue, OrderQueueConsumer, ReceivedMessage } from "../../ports";

/** A queue under test, for producers and consumers, and its dead letters, read past the ports. */
export interface OrdersQueueUnderTest {
  readonly queue: OrderQueue;
  readonly consumer: OrderQueueConsumer;
  readonly deadLetters: () => Promise<readonly { body: string; reason: string }[]>;
}

const message = (orderId: number): OrderMessage => ({
  v: 1,
  orderId,
  reason: "poll",
  traceId: "t",
  at: "2026-11-21T10:00:00.000Z",
});

const orderIdOf = ({ body }: { readonly body: string }): number =>
  (JSON.parse(body) as OrderMessage).orderId;

/** The contract of any Orders queue. `make` returns an empty one. */
export const describeOrdersQueue = (
  name: string,
  make: () => Promise<OrdersQueueUnderTest>,
): void => {
  describe(`${name}, as an Orders queue`, () => {
    let tested: OrdersQueueUnderTest;
    beforeEach(async () => {
      tested = await make();
    });
    const receive = () => tested.consumer.receive(10);
    const receiveOne = async (): Promise<ReceivedMessage> => {
      const [received] = await tested.consumer.receive(1);
      assert.ok(received, "No message was received");
      return received;
    };
    const drain = async (): Promise<ReceivedMessage[]> => {
      const all: ReceivedMessage[] = [];
      for (let some = await receive(); some.length > 0; some = await receive()) all.push(...some);
      return all;
    };

    it("delivers each message once while the message is hidden", async () => {
      const ids = Array.from({ length: 23 }, (_, n) => n + 1);
      await tested.queue.send(ids.map(message));
      const received = (await drain()).map(orderIdOf).sort((a, b) => a - b);
      assert.deepEqual(received, ids);
    });

    it("delivers a message exactly as it was sent", async () => {
      await tested.queue.send([message(7)]);
      assert.deepEqual(JSON.parse((await receiveOne()).body), message(7));
    });

    it("sends nothing without messages", async () => {
      await tested.queue.send([]);
      assert.deepEqual(await receive(), []);
    });

    it("counts how often a message was received, under the same message id", async () => {
      await tested.queue.send([message(7)]);
      const first = await receiveOne();
      await tested.consumer.retryAfter(first, 0);
      const second = await receiveOne();
      assert.deepEqual([first.receiveCount, second.receiveCount], [1, 2]);
      assert.equal(second.messageId, first.messageId);
    });

    it("hides a retried message for the given delay", async () => {
      await tested.queue.send([message(7)]);
      await tested.consumer.retryAfter(await receiveOne(), 3_600);
      assert.deepEqual(await receive(), []);
    });

    it("caps a delay beyond the twelve hours that SQS allows", async () => {
      await tested.queue.send([message(7)]);
      await tested.consumer.retryAfter(await receiveOne(), 13 * 3_600);
      assert.deepEqual(await receive(), []);
    });

    it("delivers no more messages than requested, and ten at most", async () => {
      await tested.queue.send(Array.from({ length: 23 }, (_, n) => message(n + 1)));
      assert.equal((await tested.consumer.receive(3)).length, 3);
      assert.equal((await tested.consumer.receive(50)).length, 10);
    });

    it("deletes settled messages, and no others", async () => {
      await tested.queue.send(Array.from({ length: 23 }, (_, n) => message(n + 1)));
      const all = await drain();
      await tested.consumer.delete(all.slice(0, 12));
      for (const received of all.slice(12)) await tested.consumer.retryAfter(received, 0);
      const left = new Set((await drain()).map(orderIdOf));
      assert.deepEqual(left, new Set(all.slice(12).map(orderIdOf)));
    });

    it("ignores a message that no longer exists", async () => {
      await tested.queue.send([message(7)]);
      const received = await receiveOne();
      await tested.consumer.delete([received]);
      await tested.consumer.retryAfter(received, 0);
      assert.deepEqual(await receive(), []);
    });

    it("requeues a copy whose receives count anew, once the delay has passed", async () => {
      await tested.queue.send([message(7)]);
      const received = await receiveOne();
      await tested.consumer.requeue(received, 0);
      await tested.consumer.delete([received]);
      const copy = await receiveOne();
      assert.deepEqual([copy.body, copy.receiveCount], [received.body, 1]);
      assert.notEqual(copy.messageId, received.messageId);
    });

    it("sends a copy of a dead-lettered message to the dead-letter queue, with its reason", async () => {
      await tested.queue.send([message(7)]);
      const received = await receiveOne();
      await tested.consumer.deadLetter(received, { code: "order.missing", message: "Not there" });
      const [letter] = await tested.deadLetters();
      assert.deepEqual(letter, { body: received.body, reason: "order.missing" });
    });
  });
};
