/** A value never to exceed, or never to fall below. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** A figure beside what it is to be. */
export interface Measurement {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly digits: number;
  readonly target: Target;
  /** The same, measured on the straightforward way. */
  readonly baseline?: number;
  /** Promises that were broken on the way: a figure that was come by like that counts for nothing. */
  readonly violations?: readonly string[];
}

export const verdicts = ["reached", "missed", "does not count"] as const;
export type Verdict = (typeof verdicts)[number];

const isOnTarget = (value: number, target: Target): boolean =>
  "atMost" in target ? value <= target.atMost : value >= target.atLeast;

export const verdictOf = ({ value, target, violations = [] }: Measurement): Verdict => {
  if (violations.length > 0) return "does not count";
  return Number.isFinite(value) && isOnTarget(value, target) ? "reached" : "missed";
};
