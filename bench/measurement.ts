/** An inclusive bound. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** A measured value and its target. */
export interface Measurement {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly digits: number;
  readonly target: Target;
  /** The value of the naive baseline. */
  readonly baseline?: number;
  /** Invariants violated during the run; any of them makes the measurement invalid. */
  readonly violations?: readonly string[];
}

export const verdicts = ["met", "missed", "invalid"] as const;
export type Verdict = (typeof verdicts)[number];

const isOnTarget = (value: number, target: Target): boolean =>
  "atMost" in target ? value <= target.atMost : value >= target.atLeast;

export const verdictOf = ({ value, target, violations = [] }: Measurement): Verdict => {
  if (violations.length > 0) return "invalid";
  return Number.isFinite(value) && isOnTarget(value, target) ? "met" : "missed";
};
