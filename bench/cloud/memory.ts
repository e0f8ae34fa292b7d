/** What the largest container of a function held when so many orders had passed through it. */
export interface MemorySample {
  readonly orders: number;
  readonly mb: number;
}

const peak = (samples: readonly MemorySample[]): number =>
  samples.length === 0 ? NaN : Math.max(...samples.map(({ mb }) => mb));

export const peakMb = (samples: readonly MemorySample[], orders = Infinity): number =>
  peak(samples.filter((sample) => sample.orders <= orders));

/** The most over all orders, as a multiple of the most over their first half: then it is warm. */
export const growthRatio = (samples: readonly MemorySample[]): number => {
  const half = (samples.at(-1)?.orders ?? 0) / 2;
  return peakMb(samples) / peakMb(samples, half);
};
