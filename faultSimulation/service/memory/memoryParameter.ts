/** A SecureString parameter in memory, which may be rotated. */
export interface MemoryParameter {
  readonly read: () => Promise<string>;
  readonly set: (value: string) => void;
}

export const memoryParameter = (initial: string): MemoryParameter => {
  let value = initial;
  return { read: async () => value, set: (to) => void (value = to) };
};

export interface CachedParameter {
  readonly read: (options?: { fresh?: boolean }) => Promise<string>;
}

const maxAgeMs = 300_000;

/** A parameter as a warm container knows it: five minutes old at most. */
export const cachedParameter = (
  read: () => Promise<string>,
  now: () => number,
): CachedParameter => {
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
