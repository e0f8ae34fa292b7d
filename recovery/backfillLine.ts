import type { BackfillAction } from "../domain/backfill";

/** What became of an order: decided on, or beyond a decision. */
export type BackfillOutcome =
  | BackfillAction
  /** The store has no such order any more. */
  | "missing"
  /** The service works on the order at this moment, or has a newer reading of the order. */
  | "contended"
  | "failed";

/** One line of the report, as JSON. Ids and statuses, no personal data. */
export interface BackfillLine {
  readonly orderId: number;
  readonly outcome: BackfillOutcome;
  readonly why: string;
  /** Whether this run wrote the record, or sent the message. */
  readonly written: boolean;
}
