import type { OrderQueue } from "../../../ports";
import type { MemoryQueue } from "./memoryQueue";

/** The Orders queue in memory, for its producers. */
export const memoryOrderQueue = (queue: MemoryQueue): OrderQueue => ({
  async send(messages, delaySeconds = 0) {
    for (const message of messages) queue.send(JSON.stringify(message), delaySeconds);
  },
});
