import { shuffled } from "./seededRandom";

export interface Delivery<T> {
  readonly message: T;
  /** Delivered already, and now once more, as a standard queue may. */
  readonly repeated: boolean;
}

export interface DeliveryWindow<T> {
  readonly size: () => number;
  /** Messages that nobody was given yet. */
  readonly undelivered: () => number;
  readonly isFull: () => boolean;
  readonly add: (messages: readonly T[]) => void;
  readonly take: (count: number) => readonly Delivery<T>[];
}

/** How far out of order messages are delivered at most. */
const windowSize = 100;

/** One message in a hundred is delivered twice. */
const repeatShare = 0.01;

/** Hands out messages as a standard queue does: in no order that one may rely on, some twice. */
export const deliveryWindow = <T>(random: () => number): DeliveryWindow<T> => {
  let waiting: Delivery<T>[] = [];
  return {
    size: () => waiting.length,
    undelivered: () => waiting.filter(({ repeated }) => !repeated).length,
    isFull: () => waiting.length >= windowSize,
    add: (messages) => {
      const fresh = messages.map((message) => ({ message, repeated: false }));
      waiting = shuffled([...waiting, ...fresh], random);
    },
    take: (count) => {
      const taken = waiting.slice(0, count);
      const again = taken.filter(({ repeated }) => !repeated && random() < repeatShare);
      const repeats = again.map(({ message }) => ({ message, repeated: true }));
      waiting = [...waiting.slice(count), ...repeats];
      return taken;
    },
  };
};
