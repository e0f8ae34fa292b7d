import type { Fields } from "../fields";
import { stringField } from "./awsService";
import type { QueueDefinition, Queues } from "./queues";

/** The SQS calls of an event source mapping. */
export interface QueueConsumer {
  readonly receive: (waitSeconds: number) => Promise<readonly Fields[]>;
  /** Starts the visibility timeout, by default the queue's, when a message leaves the buffer. */
  readonly startVisibility: (messages: readonly Fields[], seconds?: number) => Promise<void>;
  readonly remove: (messages: readonly Fields[]) => Promise<void>;
}

/** The limit of SQS for one call. */
export const maxSqsBatch = 10;

/** Buffered messages stay invisible for the maximum of SQS; other consumers get them from the buffer. */
const bufferVisibilitySeconds = 43_200;

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  list.length === 0 ? [] : [list.slice(0, size), ...chunks(list.slice(size), size)];

export const queueConsumer = (queues: Queues, queue: QueueDefinition): QueueConsumer => {
  const QueueUrl = queue.url;
  const handleOf = (message: Fields): string => stringField(message, "ReceiptHandle");
  return {
    receive: async (waitSeconds) => {
      const { Messages } = await queues.call("ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: maxSqsBatch,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: bufferVisibilitySeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: [".*"],
      });
      return (Messages ?? []) as readonly Fields[];
    },
    startVisibility: async (messages, seconds = queues.find(QueueUrl).visibilityTimeoutSeconds) => {
      const calls = messages.map((message) =>
        queues.call("ChangeMessageVisibility", {
          QueueUrl,
          ReceiptHandle: handleOf(message),
          VisibilityTimeout: seconds,
        }),
      );
      await Promise.all(calls);
    },
    remove: async (messages) => {
      for (const chunk of chunks(messages, maxSqsBatch)) {
        const Entries = chunk.map((message, index) => ({
          Id: String(index),
          ReceiptHandle: handleOf(message),
        }));
        await queues.call("DeleteMessageBatch", { QueueUrl, Entries });
      }
    },
  };
};
