/** A deterministic stream of random numbers: the same seeds give the same stream on every machine. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  /** Inclusive of both bounds. */
  readonly integer: (min: number, max: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly chance: (probability: number) => boolean;
}

const mix = (state: number, seed: number): number => {
  let mixed = Math.imul(state ^ seed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** Mulberry32 over mixed seeds: small, cheap to create (one generator per order), and random enough for test data. */
export const seededRandom = (...seeds: readonly number[]): Random => {
  let state = seeds.reduce(mix, 0x9e3779b9);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let drawn = Math.imul(state ^ (state >>> 15), 1 | state);
    drawn = (drawn + Math.imul(drawn ^ (drawn >>> 7), 61 | drawn)) ^ drawn;
    return ((drawn ^ (drawn >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    pick: <T>(list: readonly T[]): T => list[integer(0, list.length - 1)] as T,
    chance: (probability) => next() < probability,
  };
};

/** Hexadecimal digits, for ids that look like hashes and UUIDs. */
const hexadecimal = (random: Random, digits: number): string => {
  let text = "";
  while (text.length < digits) text += random.integer(0, 0xffffff).toString(16).padStart(6, "0");
  return text.slice(0, digits);
};

/** Text without a pattern, which compresses to three quarters at best. */
export const randomText = (random: Random, length: number): string => {
  const words = Uint32Array.from(
    { length: Math.ceil((length * 3) / 16) },
    () => random.next() * 2 ** 32,
  );
  return Buffer.from(words.buffer).toString("base64").slice(0, length);
};

export const uuid = (random: Random): string => {
  const digits = hexadecimal(random, 32);
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
  ];
  return [...parts, digits.slice(20)].join("-");
};
