/** A value never to exceed, or never to fall below. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number };

/** A figure beside what it is to be. */
export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly digits: number;
  readonly aim: Aim;
  /** The same, measured on the straightforward way. */
  readonly baseline?: number;
  /** Promises that were broken on the way: a figure that was come by like that counts for nothing. */
  readonly flaws?: readonly string[];
}

export const verdicts = ["reached", "missed", "does not count"] as const;
export type Verdict = (typeof verdicts)[number];

const isWithin = (value: number, aim: Aim): boolean =>
  "atMost" in aim ? value <= aim.atMost : value >= aim.atLeast;

export const verdictOn = ({ value, aim, flaws = [] }: Figure): Verdict => {
  if (flaws.length > 0) return "does not count";
  return Number.isFinite(value) && isWithin(value, aim) ? "reached" : "missed";
};
