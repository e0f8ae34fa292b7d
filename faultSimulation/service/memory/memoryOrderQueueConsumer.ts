import type { OrderQueueConsumer } from "../../../ports";
import type { MemoryQueue } from "./memoryQueue";

/** SQS hides a message for 12 hours at most, counted from its receipt. */
const longestHiddenSeconds = 12 * 60 * 60 - 15 * 60;

/** The Orders queue and its dead letters in memory, for the consumer. */
export const memoryOrderQueueConsumer = (queue: MemoryQueue): OrderQueueConsumer => ({
  async receive(most) {
    const isRedriven = false;
    return queue.receive(Math.min(most, 10)).map((message) => ({ ...message, isRedriven }));
  },
  async delete(deliveries) {
    for (const { receiptHandle } of deliveries) queue.delete(receiptHandle);
  },
  async retryAfter({ receiptHandle }, seconds) {
    queue.changeVisibility(receiptHandle, Math.min(seconds, longestHiddenSeconds));
  },
  async deadLetter({ messageId, body }, reason) {
    queue.deadLetter({ messageId, body, reason });
  },
});
