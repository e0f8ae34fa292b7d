import assert from "node:assert/strict";
import type { OrderMessage } from "../../domain/message";
import type { OrderQueueConsumer, ReceivedMessage, OrderQueue } from "../../ports";

/** A queue under test from both ends, and a way to its dead letters past the ports. */
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

/** What any Orders queue must do. `make` gives an empty one. */
export const describeOrdersQueue = (
  name: string,
  make: () => Promise<OrdersQueueUnderTest>,
): void => {
  describe(`${name}, as an Orders queue`, () => {
    let under: OrdersQueueUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    const receive = () => under.consumer.receive(10);
    const receiveOne = async (): Promise<ReceivedMessage> => {
      const [delivery] = await under.consumer.receive(1);
      assert.ok(delivery, "A message was to be received");
      return delivery;
    };
    const drain = async (): Promise<ReceivedMessage[]> => {
      const all: ReceivedMessage[] = [];
      for (let some = await receive(); some.length > 0; some = await receive()) all.push(...some);
      return all;
    };

    it("hands out each message that it took, once while it is hidden", async () => {
      const ids = Array.from({ length: 23 }, (_, n) => n + 1);
      await under.queue.send(ids.map(message));
      const received = (await drain()).map(orderIdOf).sort((a, b) => a - b);
      assert.deepEqual(received, ids);
    });

    it("hands out a message exactly as it was sent", async () => {
      await under.queue.send([message(7)]);
      assert.deepEqual(JSON.parse((await receiveOne()).body), message(7));
    });

    it("takes nothing without messages", async () => {
      await under.queue.send([]);
      assert.deepEqual(await receive(), []);
    });

    it("counts how often a message was received, and knows it by its id", async () => {
      await under.queue.send([message(7)]);
      const first = await receiveOne();
      await under.consumer.retryAfter(first, 0);
      const second = await receiveOne();
      assert.deepEqual([first.receiveCount, second.receiveCount], [1, 2]);
      assert.equal(second.messageId, first.messageId);
    });

    it("hides a message that is given back for as long as said", async () => {
      await under.queue.send([message(7)]);
      await under.consumer.retryAfter(await receiveOne(), 3_600);
      assert.deepEqual(await receive(), []);
    });

    it("takes more seconds than the twelve hours that SQS allows for as long as it can", async () => {
      await under.queue.send([message(7)]);
      await under.consumer.retryAfter(await receiveOne(), 13 * 3_600);
      assert.deepEqual(await receive(), []);
    });

    it("hands out no more messages than are asked for, and ten at most", async () => {
      await under.queue.send(Array.from({ length: 23 }, (_, n) => message(n + 1)));
      assert.equal((await under.consumer.receive(3)).length, 3);
      assert.equal((await under.consumer.receive(50)).length, 10);
    });

    it("removes what is done with for good, and nothing else", async () => {
      await under.queue.send(Array.from({ length: 23 }, (_, n) => message(n + 1)));
      const all = await drain();
      await under.consumer.delete(all.slice(0, 12));
      for (const delivery of all.slice(12)) await under.consumer.retryAfter(delivery, 0);
      const left = new Set((await drain()).map(orderIdOf));
      assert.deepEqual(left, new Set(all.slice(12).map(orderIdOf)));
    });

    it("takes no offence at a message that is gone", async () => {
      await under.queue.send([message(7)]);
      const delivery = await receiveOne();
      await under.consumer.delete([delivery]);
      await under.consumer.retryAfter(delivery, 0);
      assert.deepEqual(await receive(), []);
    });

    it("puts a copy of what is parked on the dead letters, with its reason", async () => {
      await under.queue.send([message(7)]);
      const delivery = await receiveOne();
      await under.consumer.deadLetter(delivery, { code: "order.missing", message: "Not there" });
      const [letter] = await under.deadLetters();
      assert.deepEqual(letter, { body: delivery.body, reason: "order.missing" });
    });
  });
};
