import type { SQSEvent } from "aws-lambda";
import type { Fields } from "../fields";
import type { InvocationResult } from "../lambda/functionDefinition";
import { stringField } from "./awsService";
import { failedMessageIds } from "./failedMessageIds";
import { maxSqsBatch, queueConsumer } from "./queueConsumer";
import type { QueueDefinition, Queues } from "./queues";
import { type BufferedMessage, shuffleBuffer } from "./shuffleBuffer";
import { sqsRecord } from "./sqsRecord";

export interface EventSourceOptions {
  readonly queues: Queues;
  readonly queue: QueueDefinition;
  readonly region: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly partialResponses: boolean;
  readonly invoke: (event: SQSEvent) => Promise<InvocationResult>;
  readonly random: () => number;
}

export interface EventSource {
  /** Returns undelivered messages to the queue; resolves once no invocation runs. */
  readonly stop: () => Promise<void>;
}

/** Lambda's event source mapping: polls a queue and invokes a function with batches. */
export const startEventSource = (options: EventSourceOptions): EventSource => {
  const { queues, queue, batchSize, maximumConcurrency } = options;
  const consumer = queueConsumer(queues, queue);
  const buffer = shuffleBuffer<Fields>(options.random);
  const windowMs = options.batchingWindowSeconds * 1000;
  const inFlight = new Set<Promise<void>>();
  let stopped = false;
  /** How many buffered messages have waited for a whole batching window. */
  let due = 0;
  let windowTimer: NodeJS.Timeout | undefined;
  let onCapacity: (() => void) | undefined;

  const startVisibility = async (
    batch: readonly BufferedMessage<Fields>[],
    seconds?: number,
  ): Promise<readonly Fields[]> => {
    const originals = batch.filter(({ isDuplicate }) => !isDuplicate);
    await consumer.startVisibility(
      originals.map(({ message }) => message),
      seconds,
    );
    return batch.map(({ message }) => message);
  };
  const deliver = async (batch: readonly BufferedMessage<Fields>[]): Promise<void> => {
    const messages = await startVisibility(batch);
    const Records = messages.map((message) => sqsRecord(message, queue, options.region));
    const { result, error } = await options.invoke({ Records });
    if (error) return;
    const messageIds = messages.map((message) => stringField(message, "MessageId"));
    const { partialResponses } = options;
    const failed = failedMessageIds(result, { messageIds, partialResponses });
    const isHandled = (message: Fields): boolean =>
      !failed.includes(stringField(message, "MessageId"));
    await consumer.remove(messages.filter(isHandled));
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
    while (!stopped && inFlight.size < maximumConcurrency && isBatchReady()) {
      const delivery = deliver(take(batchSize))
        .catch(() => undefined) // the messages are received again after their visibility timeout
        .then(() => {
          inFlight.delete(delivery);
          dispatch();
        });
      inFlight.add(delivery);
    }
    openWindow();
  };
  const untilCapacity = (): Promise<void> =>
    buffer.isFull() ? new Promise((resolve) => (onCapacity = resolve)) : Promise.resolve();
  /** Fills the buffer with what the queue holds: only buffered messages can be reordered. */
  const prefetch = async (): Promise<void> => {
    let messages = await consumer.receive(20);
    while (messages.length > 0 && !stopped) {
      buffer.add(messages);
      messages = buffer.isFull() || messages.length < maxSqsBatch ? [] : await consumer.receive(0);
    }
    if (stopped) await consumer.startVisibility(messages, 0);
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
    take: (count, seconds) => startVisibility(take(count), seconds),
  });
  void poll().catch(() => undefined); // fails when the cloud stops
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(windowTimer);
      onCapacity?.();
      queues.setPrefetch(queue, undefined);
      await startVisibility(buffer.take(buffer.size()), 0);
      await Promise.all(inFlight);
    },
  };
};
