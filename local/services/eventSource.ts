import type { InvocationResult } from "../lambda/functionDefinition";
import { type Fields, stringField } from "./awsService";
import { failedMessageIds } from "./failedMessageIds";
import { type BufferedMessage, shuffleBuffer } from "./shuffleBuffer";
import type { QueueDefinition, Queues } from "./queues";
import { sqsRecord } from "./sqsRecord";

export interface EventSourceOptions {
  readonly queues: Queues;
  readonly queue: QueueDefinition;
  readonly region: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly partialResponses: boolean;
  readonly invoke: (event: object) => Promise<InvocationResult>;
  readonly random: () => number;
}

export interface EventSource {
  readonly stop: () => void;
}

/** The most that SQS hands out, or deletes, at once. */
const maxSqsBatch = 10;

/** Messages that wait for a free function stay hidden; for everybody else they are still in the queue. */
const prefetchVisibilitySeconds = 43_200;

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  list.length === 0 ? [] : [list.slice(0, size), ...chunks(list.slice(size), size)];

/** Lambda's event source mapping: drains a queue into a function, as the mapping declares. */
export const startEventSource = (options: EventSourceOptions): EventSource => {
  const { queues, queue, batchSize, maximumConcurrency } = options;
  const buffer = shuffleBuffer<Fields>(options.random);
  const windowMs = options.batchingWindowSeconds * 1000;
  let inFlight = 0;
  let stopped = false;
  /** How many of the waiting messages have waited for a whole batching window. */
  let due = 0;
  let windowTimer: NodeJS.Timeout | undefined;
  let onCapacity: (() => void) | undefined;

  const receive = async (waitSeconds: number): Promise<readonly Fields[]> => {
    const { Messages } = await queues.call("ReceiveMessage", {
      QueueUrl: queue.url,
      MaxNumberOfMessages: maxSqsBatch,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: prefetchVisibilitySeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: [".*"],
    });
    return (Messages ?? []) as readonly Fields[];
  };
  /** From here the declared visibility timeout runs: only now has somebody received the message. */
  const startVisibility = async (
    batch: readonly BufferedMessage<Fields>[],
    seconds = queue.visibilityTimeoutSeconds,
  ): Promise<readonly Fields[]> => {
    const fresh = batch.filter(({ isDuplicate }) => !isDuplicate);
    const hide = ({ message }: BufferedMessage<Fields>): Promise<unknown> =>
      queues.call("ChangeMessageVisibility", {
        QueueUrl: queue.url,
        ReceiptHandle: stringField(message, "ReceiptHandle"),
        VisibilityTimeout: seconds,
      });
    await Promise.all(fresh.map(hide));
    return batch.map(({ message }) => message);
  };
  const deleteMessages = async (messages: readonly Fields[]): Promise<void> => {
    for (const some of chunks(messages, maxSqsBatch)) {
      const Entries = some.map((message, index) => ({
        Id: String(index),
        ReceiptHandle: stringField(message, "ReceiptHandle"),
      }));
      await queues.call("DeleteMessageBatch", { QueueUrl: queue.url, Entries });
    }
  };
  const deliver = async (batch: readonly BufferedMessage<Fields>[]): Promise<void> => {
    const messages = await startVisibility(batch);
    const Records = messages.map((message) => sqsRecord(message, queue, options.region));
    const { result, error } = await options.invoke({ Records });
    if (error) return;
    const messageIds = messages.map((message) => stringField(message, "MessageId"));
    const { partialResponses } = options;
    const failed = failedMessageIds(result, { messageIds, partialResponses });
    await deleteMessages(
      messages.filter((message) => !failed.includes(stringField(message, "MessageId"))),
    );
  };

  const isBatchReady = (): boolean =>
    buffer.size() >= batchSize || (buffer.size() > 0 && (windowMs === 0 || due > 0));
  const openWindow = (): void => {
    if (windowMs === 0 || windowTimer || buffer.size() === 0) return;
    windowTimer = setTimeout(() => {
      windowTimer = undefined;
      due = buffer.size();
      dispatch();
    }, windowMs);
  };
  const take = (count: number): readonly BufferedMessage<Fields>[] => {
    const batch = buffer.take(count);
    due = Math.max(0, due - batch.length);
    if (!buffer.isFull()) onCapacity?.();
    return batch;
  };
  const dispatch = (): void => {
    while (!stopped && inFlight < maximumConcurrency && isBatchReady()) {
      const batch = take(batchSize);
      inFlight += 1;
      void deliver(batch)
        .catch(() => undefined) // the messages come back when their visibility timeout ends
        .then(() => {
          inFlight -= 1;
          dispatch();
        });
    }
    openWindow();
  };
  const untilCapacity = (): Promise<void> =>
    buffer.isFull() ? new Promise((resolve) => (onCapacity = resolve)) : Promise.resolve();
  /** Takes what is there, up to the window, so that there is an order to lose. */
  const prefetch = async (): Promise<void> => {
    let messages = await receive(20);
    while (messages.length > 0 && !stopped) {
      buffer.add(messages);
      messages = buffer.isFull() || messages.length < maxSqsBatch ? [] : await receive(0);
    }
  };
  const poll = async (): Promise<void> => {
    while (!stopped) {
      await untilCapacity();
      await prefetch();
      dispatch();
    }
  };

  queues.setPrefetch(queue, {
    undelivered: buffer.undelivered,
    take: (most, seconds) => startVisibility(take(most), seconds),
  });
  void poll().catch(() => undefined); // the queue ends with the cloud
  return {
    stop: () => {
      stopped = true;
      clearTimeout(windowTimer);
      onCapacity?.();
    },
  };
};
