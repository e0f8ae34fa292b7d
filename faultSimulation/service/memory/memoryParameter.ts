/** A SecureString parameter in memory, which may be rotated. */
export interface MemoryParameter {
  readonly read: () => Promise<string>;
  readonly change: (value: string) => void;
}

export const memoryParameter = (initial: string): MemoryParameter => {
  let value = initial;
  return { read: async () => value, change: (to) => void (value = to) };
};

export interface Cached {
  readonly read: (options?: { fresh?: boolean }) => Promise<string>;
}

const maxAgeMs = 300_000;

/** A parameter as a warm container knows it: five minutes old at most. */
export const cachedParameter = (read: () => Promise<string>, now: () => number): Cached => {
  let known: { readonly value: string; readonly until: number } | undefined;
  return {
    async read({ fresh = false } = {}) {
      if (known && !fresh && now() < known.until) return known.value;
      const value = await read();
      known = { value, until: now() + maxAgeMs };
      return value;
    },
  };
};
