/** A promise of the product that a run saw broken. */
export interface Violation {
  readonly invariant: string;
  readonly orderId?: number;
  /** Epoch milliseconds, where it happened at a moment. */
  readonly at?: number;
  readonly expected: string;
  readonly actual: string;
}

export const formatTime = (at: number | undefined): string =>
  at === undefined ? "never" : new Date(at).toISOString();
