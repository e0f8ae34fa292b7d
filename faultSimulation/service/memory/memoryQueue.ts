import type { Random } from "../../../ports";

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receiveCount: number;
}

/** A message that exceeded `maxReceiveCount` or that the consumer dead-lettered. */
export interface DeadLetter {
  readonly body: string;
  readonly at: number;
  readonly messageId: string;
  readonly receiveCount: number;
  readonly reason: { readonly code: string; readonly message: string };
}

export interface MemoryQueueSettings {
  readonly now: () => number;
  readonly random: Random;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly maxReceiveCount: number;
  /** A receiver gets one of this many oldest messages; any message if absent. */
  readonly deliveryWindow?: number;
  /** Whether a received message stays visible: standard queues deliver at least once. */
  readonly isDuplicated?: () => boolean;
}

/** A standard SQS queue and its dead-letter queue, in memory. */
export interface MemoryQueue {
  readonly send: (body: string, delaySeconds?: number) => void;
  /** Up to `max` of the visible messages, in any order. */
  readonly receive: (max: number) => ReceivedMessage[];
  /** Returns false if the message is gone. */
  readonly changeVisibility: (receiptHandle: string, seconds: number) => boolean;
  readonly delete: (receiptHandle: string) => void;
  readonly deadLetter: (letter: Omit<DeadLetter, "at">) => void;
  readonly messages: () => readonly Readonly<QueuedMessage>[];
  readonly deadLetters: readonly DeadLetter[];
  /** Messages that exceeded the retention. */
  readonly expired: readonly Readonly<QueuedMessage>[];
  /** The earliest time at which a message is visible. */
  readonly nextVisibleAt: () => number | undefined;
  /** Calls the listener when a message is sent or its visibility changes. */
  readonly onChange: (listener: () => void) => void;
}

const idOf = (receiptHandle: string): string => receiptHandle.split("/")[0] ?? "";

/** Draws up to `count` of the items at random. */
const draw = <T>(items: readonly T[], count: number, random: Random): T[] => {
  const left = [...items];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0)
    drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  return drawn;
};

export const memoryQueue = (settings: MemoryQueueSettings): MemoryQueue => {
  const { now, random, maxReceiveCount } = settings;
  const messages = new Map<string, QueuedMessage>();
  const deadLetters: DeadLetter[] = [];
  const expired: QueuedMessage[] = [];
  let sent = 0;
  let notify = (): void => undefined;

  const deadLetter = (letter: Omit<DeadLetter, "at">): void =>
    void deadLetters.push({ ...letter, at: now() });

  const expire = (): void => {
    for (const message of messages.values()) {
      if (now() - message.sentAt < settings.retentionSeconds * 1000) continue;
      messages.delete(message.id);
      expired.push(message);
    }
  };

  /** The redrive policy: dead-letters a message that was received too often. */
  const redrive = ({ id, body, receiveCount }: QueuedMessage): void => {
    messages.delete(id);
    const message = `received ${receiveCount} times`;
    deadLetter({ messageId: id, body, receiveCount, reason: { code: "redrive", message } });
  };

  const deliver = (message: QueuedMessage): ReceivedMessage => {
    message.receiveCount += 1;
    if (!settings.isDuplicated?.())
      message.visibleAt = now() + settings.visibilityTimeoutSeconds * 1000;
    const { id, body, receiveCount } = message;
    return { messageId: id, receiptHandle: `${id}/${receiveCount}`, body, receiveCount };
  };

  return {
    deadLetter,
    deadLetters,
    expired,
    messages: () => [...messages.values()],
    send(body, delaySeconds = 0) {
      const id = `message-${(sent += 1)}`;
      const visibleAt = now() + delaySeconds * 1000;
      messages.set(id, { id, body, sentAt: now(), visibleAt, receiveCount: 0 });
      notify();
    },
    receive(max) {
      expire();
      const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= now());
      const exhausted = visible.filter(({ receiveCount }) => receiveCount >= maxReceiveCount);
      for (const message of exhausted) redrive(message);
      const deliverable = visible.filter((message) => !exhausted.includes(message));
      return draw(deliverable.slice(0, settings.deliveryWindow), max, random).map(deliver);
    },
    changeVisibility(receiptHandle, seconds) {
      const message = messages.get(idOf(receiptHandle));
      if (message) message.visibleAt = now() + seconds * 1000;
      notify();
      return message !== undefined;
    },
    onChange: (listener) => void (notify = listener),
    delete: (receiptHandle) => void messages.delete(idOf(receiptHandle)),
    nextVisibleAt: () => {
      let next: number | undefined;
      for (const { visibleAt } of messages.values())
        if (next === undefined || visibleAt < next) next = visibleAt;
      return next;
    },
  };
};
