import assert from "node:assert/strict";
import type { Fields } from "../../local/fields";
import { startEventSource } from "../../local/services/eventSource";
import { maxSqsBatch } from "../../local/services/queueConsumer";
import type { QueueDefinition, Queues } from "../../local/services/queues";
import { eventually } from "../support/eventually";

const queue: QueueDefinition = {
  name: "work",
  url: "https://sqs.us-east-1.amazonaws.com/123456789012/work",
  arn: "arn:aws:sqs:us-east-1:123456789012:work",
  visibilityTimeoutSeconds: 30,
  delaySeconds: 0,
  attributes: {},
};

const messages = (from: number, count: number): Fields[] =>
  Array.from({ length: count }, (_, index) => ({
    MessageId: `m${from + index}`,
    ReceiptHandle: `handle ${from + index}`,
  }));

/** A queue whose calls to receive messages stay open until the test answers them. */
const openQueue = () => {
  const receives: ((received: readonly Fields[]) => void)[] = [];
  const returned: unknown[] = [];
  const call = async (action: string, { ReceiptHandle, VisibilityTimeout }: Fields) => {
    if (action === "ReceiveMessage")
      return new Promise<Fields>((resolve) =>
        receives.push((received) => resolve({ Messages: received })),
      );
    if (action === "ChangeMessageVisibility" && VisibilityTimeout === 0)
      returned.push(ReceiptHandle);
    return {};
  };
  const queues: Pick<Queues, "call" | "find" | "setPrefetch"> = {
    call,
    find: () => queue,
    setPrefetch: () => undefined,
  };
  return { queues: queues as Queues, receives, returned };
};

describe("an event source mapping that is stopped", () => {
  for (const open of ["first", "second"] as const) {
    it(`returns messages that the ${open} call of a poll receives after the stop`, async () => {
      const { queues, receives, returned } = openQueue();
      const source = startEventSource({
        queues,
        queue,
        region: "us-east-1",
        batchSize: 1_000,
        batchingWindowSeconds: 300,
        maximumConcurrency: 2,
        partialResponses: true,
        invoke: () => assert.fail("no batch is due"),
        random: () => 0.5,
      });
      const received = open === "first" ? 0 : maxSqsBatch;
      await eventually("the poll calls the queue", () => receives.length === 1);
      if (open === "second") receives[0]?.(messages(0, maxSqsBatch));
      const last = open === "first" ? 1 : 2;
      await eventually("the last call is open", () => receives.length === last);
      await source.stop();
      receives[last - 1]?.(messages(received, 3));
      const expected = messages(0, received + 3).map(({ ReceiptHandle }) => ReceiptHandle);
      await eventually("every message is returned", () => returned.length >= expected.length);
      assert.deepEqual(returned.map(String).sort(), expected.map(String).sort());
    });
  }
});
