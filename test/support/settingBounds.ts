/** Boundary values of one setting, as text: the outermost valid ones, and the invalid ones next to them. */
export interface Bounds {
  /** From the lowest, shortest or first to the highest, longest or last. */
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

const text = (length: number): string => "x".repeat(length);
/** A character that occurs nowhere else, so that a secret of one character is not found by chance. */
const sign = (length: number): string => "~".repeat(length);
const lengths = (inside: readonly number[], outside: readonly number[]): Bounds => ({
  inside: inside.map(sign),
  outside: [...outside.map(sign), "with space"],
});

type Kind = readonly [expected: RegExp, bounds: (low: number, high: number) => Bounds];

/** The choices of a list such as "15, 30 or 60", and numbers beside and between them. */
const choices = (list: string): Bounds => {
  const inside = list.split(/, | or /);
  const numbers = inside.map(Number);
  if (numbers.some(Number.isNaN)) return { inside, outside: ["", inside.join("")] };
  const [first = 0, second = 0] = numbers;
  const beside = [first - 1, (numbers.at(-1) ?? 0) + 1, (first + second) / 2];
  return { inside, outside: beside.filter((number) => !numbers.includes(number)).map(String) };
};

/** Bounds derived from the expectation that config.ts states, with the two numbers in it. */
const kinds: readonly Kind[] = [
  [
    /^a whole number from (\d+) to (\d+)$/,
    (low, high) => ({
      inside: [low, high].map(String),
      outside: [low - 1, high + 1, low + 0.5].map(String),
    }),
  ],
  [/^(\d+) to (\d+) printable/, (low, high) => lengths([low, high], [low - 1, high + 1])],
  [
    /^nothing or (\d+) to (\d+) printable/,
    (low, high) => lengths([0, low, high], [low - 1, high + 1]),
  ],
  [/^at (most) (\d+) printable/, (_, high) => lengths([0, high], [high + 1])],
  [
    /^a list of different status ids from (\d+) to (\d+),/,
    (low, high) => ({
      inside: [`[${low}]`, `[${high}]`],
      outside: ["[]", `[${low - 1}]`, `[${high + 1}]`, `[${low},${low}]`],
    }),
  ],
  [/^letters and digits,/, () => ({ inside: ["a", text(64)], outside: ["", "a/b"] })],
  [/^an e-mail address$/, () => ({ inside: ["a@b.c"], outside: ["", "a@b", "@b.c"] })],
  [
    /^nothing, a date such as/,
    () => ({
      inside: ["", "1970-01-01", "9999-12-31T23:59:59.999+14:00"],
      outside: ["2026-02-29", "2026-01-31T00:00"],
    }),
  ],
  [
    /^docs\/runbooks, or an https URL/,
    () => ({
      inside: ["docs/runbooks", `https://a/${text(200)}`],
      outside: ["", "runbooks", "http://a/docs/runbooks", "https://a/"],
    }),
  ],
  [
    /^an https URL/,
    () => ({
      inside: ["https://a", "http://127.0.0.1:1/p"],
      outside: ["", "http://a.b", "https://a/"],
    }),
  ],
];

/** The bounds of a setting, by what config.ts expects. @throws for an unknown expectation */
export const boundsOf = (expected: string): Bounds => {
  const [, list] =
    /^(?:one of )?((?:[\w.-]+, )*[\w.-]+ or [\w.-]+|\d+(?:, \d+)+)$/.exec(expected) ?? [];
  if (list !== undefined) return choices(list);
  for (const [shape, bounds] of kinds) {
    const found = shape.exec(expected);
    if (found) return bounds(Number(found[1]), Number(found[2]));
  }
  throw new Error(`No bounds for "${expected}": add them to settingBounds.ts`);
};
