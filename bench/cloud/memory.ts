/** Resident memory of a function's largest container, after so many orders had passed through it. */
export interface MemorySample {
  readonly orders: number;
  readonly mb: number;
}

const peak = (samples: readonly MemorySample[]): number =>
  samples.length === 0 ? NaN : Math.max(...samples.map(({ mb }) => mb));

export const peakMb = (samples: readonly MemorySample[], orders = Infinity): number =>
  peak(samples.filter((sample) => sample.orders <= orders));

/** Peak over all orders relative to the peak over their first half, when the function is warm: a leak grows. */
export const growthRatio = (samples: readonly MemorySample[]): number => {
  const half = (samples.at(-1)?.orders ?? 0) / 2;
  return peakMb(samples) / peakMb(samples, half);
};
