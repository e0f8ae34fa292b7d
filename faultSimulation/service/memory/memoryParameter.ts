/** A SecureString parameter in memory. */
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

/** A parameter as a warm container caches it, for five minutes. */
export const cachedParameter = (
  read: () => Promise<string>,
  now: () => number,
): CachedParameter => {
  let cached: { readonly value: string; readonly expiresAt: number } | undefined;
  return {
    async read({ fresh = false } = {}) {
      if (cached && !fresh && now() < cached.expiresAt) return cached.value;
      const value = await read();
      cached = { value, expiresAt: now() + maxAgeMs };
      return value;
    },
  };
};
