import type { Random } from "../../../ports";

/** A message as it lies in the queue. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** From when on somebody may receive it. */
  visibleAt: number;
  receiveCount: number;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receiveCount: number;
}

/** A message that ran out of receives, or was parked. */
export interface DeadLetter {
  readonly body: string;
  readonly at: number;
  readonly messageId: string;
  readonly reason: { readonly code: string; readonly message: string };
}

export interface MemoryQueueSettings {
  readonly now: () => number;
  readonly random: Random;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly maxReceiveCount: number;
  /** How many of the oldest messages a receiver may get one of; all of them if absent. */
  readonly window?: number;
  /** Says whether a received message stays visible all the same, as standard queues allow. */
  readonly isDeliveredTwice?: () => boolean;
}

/** A standard SQS queue and its dead letters, in memory. */
export interface MemoryQueue {
  readonly send: (body: string, delaySeconds?: number) => void;
  /** At most so many of the visible messages, in any order. */
  readonly receive: (max: number) => ReceivedMessage[];
  /** False when the message is gone. */
  readonly changeVisibility: (receiptHandle: string, seconds: number) => boolean;
  readonly delete: (receiptHandle: string) => void;
  readonly deadLetter: (letter: Omit<DeadLetter, "at">) => void;
  readonly messages: () => readonly Readonly<QueuedMessage>[];
  readonly deadLetters: readonly DeadLetter[];
  /** Messages that grew older than the queue keeps them. */
  readonly expired: readonly Readonly<QueuedMessage>[];
  /** The next moment at which a message can be received. */
  readonly nextVisibleAt: () => number | undefined;
  /** Calls whenever a message comes, or comes back sooner or later than it was to. */
  readonly onChange: (listener: () => void) => void;
}

const idOf = (receiptHandle: string): string => receiptHandle.split("/")[0] ?? "";

/** Takes out as many as wanted, by chance. */
const drawn = <T>(from: readonly T[], count: number, random: Random): T[] => {
  const left = [...from];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0)
    taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken;
};

export const memoryQueue = (settings: MemoryQueueSettings): MemoryQueue => {
  const { now, random, maxReceiveCount } = settings;
  const held = new Map<string, QueuedMessage>();
  const deadLetters: DeadLetter[] = [];
  const expired: QueuedMessage[] = [];
  let sent = 0;
  let changed = (): void => undefined;

  const deadLetter = (letter: Omit<DeadLetter, "at">): void =>
    void deadLetters.push({ ...letter, at: now() });

  const expire = (): void => {
    for (const message of held.values()) {
      if (now() - message.sentAt < settings.retentionSeconds * 1000) continue;
      held.delete(message.id);
      expired.push(message);
    }
  };

  /** What was received too often goes to the dead letters instead of to a receiver. */
  const redrive = ({ id, body, receiveCount }: QueuedMessage): void => {
    held.delete(id);
    const message = `received ${receiveCount} times`;
    deadLetter({ messageId: id, body, reason: { code: "redrive", message } });
  };

  const hand = (message: QueuedMessage): ReceivedMessage => {
    message.receiveCount += 1;
    if (!settings.isDeliveredTwice?.())
      message.visibleAt = now() + settings.visibilityTimeoutSeconds * 1000;
    const { id, body, receiveCount } = message;
    return { messageId: id, receiptHandle: `${id}/${receiveCount}`, body, receiveCount };
  };

  return {
    deadLetter,
    deadLetters,
    expired,
    messages: () => [...held.values()],
    send(body, delaySeconds = 0) {
      const id = `message-${(sent += 1)}`;
      const visibleAt = now() + delaySeconds * 1000;
      held.set(id, { id, body, sentAt: now(), visibleAt, receiveCount: 0 });
      changed();
    },
    receive(max) {
      expire();
      const visible = [...held.values()].filter(({ visibleAt }) => visibleAt <= now());
      const spent = visible.filter(({ receiveCount }) => receiveCount >= maxReceiveCount);
      for (const message of spent) redrive(message);
      const fresh = visible.filter((message) => !spent.includes(message));
      return drawn(fresh.slice(0, settings.window), max, random).map(hand);
    },
    changeVisibility(receiptHandle, seconds) {
      const message = held.get(idOf(receiptHandle));
      if (message) message.visibleAt = now() + seconds * 1000;
      changed();
      return message !== undefined;
    },
    onChange: (listener) => void (changed = listener),
    delete: (receiptHandle) => void held.delete(idOf(receiptHandle)),
    nextVisibleAt: () => {
      let next: number | undefined;
      for (const { visibleAt } of held.values())
        if (next === undefined || visibleAt < next) next = visibleAt;
      return next;
    },
  };
};
