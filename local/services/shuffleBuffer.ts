import { shuffled } from "./seededRandom";

export interface BufferedMessage<T> {
  readonly message: T;
  /** Already delivered once, as a standard queue may do. */
  readonly isDuplicate: boolean;
}

export interface ShuffleBuffer<T> {
  readonly size: () => number;
  /** How many messages have not been delivered yet. */
  readonly undelivered: () => number;
  readonly isFull: () => boolean;
  readonly add: (messages: readonly T[]) => void;
  readonly take: (count: number) => readonly BufferedMessage<T>[];
}

/** Limits how far messages are delivered out of order. */
const capacity = 100;

const duplicateRate = 0.01;

/** Delivers messages as a standard queue may: out of order, and some twice. */
export const shuffleBuffer = <T>(random: () => number): ShuffleBuffer<T> => {
  let buffered: BufferedMessage<T>[] = [];
  return {
    size: () => buffered.length,
    undelivered: () => buffered.filter(({ isDuplicate }) => !isDuplicate).length,
    isFull: () => buffered.length >= capacity,
    add: (messages) => {
      const fresh = messages.map((message) => ({ message, isDuplicate: false }));
      buffered = shuffled([...buffered, ...fresh], random);
    },
    take: (count) => {
      const taken = buffered.slice(0, count);
      const duplicated = taken.filter(
        ({ isDuplicate }) => !isDuplicate && random() < duplicateRate,
      );
      const duplicates = duplicated.map(({ message }) => ({ message, isDuplicate: true }));
      buffered = [...buffered.slice(count), ...duplicates];
      return taken;
    },
  };
};
