import type { OrderQueueConsumer } from "../../../ports";
import type { MemoryQueue } from "./memoryQueue";

/** SQS limits the visibility timeout to 12 hours from the receipt; this leaves a margin. */
const maxVisibilitySeconds = 12 * 60 * 60 - 15 * 60;

/** The Orders queue and its dead-letter queue in memory, for their consumer. */
export const memoryOrderQueueConsumer = (queue: MemoryQueue): OrderQueueConsumer => ({
  async receive(max) {
    const isRedriven = false;
    return queue.receive(Math.min(max, 10)).map((message) => ({ ...message, isRedriven }));
  },
  async delete(messages) {
    for (const { receiptHandle } of messages) queue.delete(receiptHandle);
  },
  async retryAfter({ receiptHandle }, seconds) {
    queue.changeVisibility(receiptHandle, Math.min(seconds, maxVisibilitySeconds));
  },
  async requeue({ body }, seconds) {
    queue.send(body, Math.min(seconds, 900));
  },
  async deadLetter({ messageId, body, receiveCount }, reason) {
    queue.deadLetter({ messageId, body, receiveCount, reason });
  },
});
