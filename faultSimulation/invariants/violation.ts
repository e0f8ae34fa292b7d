/** An invariant that a run broke. */
export interface Violation {
  readonly invariant: string;
  readonly orderId?: number;
  /** Epoch milliseconds; absent for the final state. */
  readonly at?: number;
  readonly expected: string;
  readonly actual: string;
}

/** A violation without the order and time that its check adds. */
export type Problem = Pick<Violation, "invariant" | "expected" | "actual">;

export const formatTime = (at: number | undefined): string =>
  at === undefined ? "never" : new Date(at).toISOString();
