import { shuffled } from "./seededRandom";

export interface BufferedMessage<T> {
  readonly message: T;
  /** Delivered already, and now once more, as a standard queue may. */
  readonly isDuplicate: boolean;
}

export interface ShuffleBuffer<T> {
  readonly size: () => number;
  /** Messages that nobody was given yet. */
  readonly undelivered: () => number;
  readonly isFull: () => boolean;
  readonly add: (messages: readonly T[]) => void;
  readonly take: (count: number) => readonly BufferedMessage<T>[];
}

/** How far out of order messages are delivered at most. */
const capacity = 100;

/** One message in a hundred is delivered twice. */
const duplicateRate = 0.01;

/** Hands out messages as a standard queue does: in no order that one may rely on, some twice. */
export const shuffleBuffer = <T>(random: () => number): ShuffleBuffer<T> => {
  let waiting: BufferedMessage<T>[] = [];
  return {
    size: () => waiting.length,
    undelivered: () => waiting.filter(({ isDuplicate }) => !isDuplicate).length,
    isFull: () => waiting.length >= capacity,
    add: (messages) => {
      const fresh = messages.map((message) => ({ message, isDuplicate: false }));
      waiting = shuffled([...waiting, ...fresh], random);
    },
    take: (count) => {
      const taken = waiting.slice(0, count);
      const duplicated = taken.filter(
        ({ isDuplicate }) => !isDuplicate && random() < duplicateRate,
      );
      const duplicates = duplicated.map(({ message }) => ({ message, isDuplicate: true }));
      waiting = [...waiting.slice(count), ...duplicates];
      return taken;
    },
  };
};
