import type { SampleFinding } from "../domain/sampleFindings";
import type { ImportAction } from "../domain/sampleImport";

/** What became of an order: decided on, or beyond a decision. */
export type ImportOutcome =
  | ImportAction
  /** The store has no such order. */
  | "missing"
  /** The service works on the order at this moment. */
  | "leased"
  | "failed";

/** One line of the report, as JSON. Ids, statuses and names of fields, no personal data. */
export interface ImportLine {
  readonly orderId: number;
  readonly outcome: ImportOutcome;
  readonly why: string;
  /** Whether this run wrote the order's record. */
  readonly written: boolean;
  readonly findings: readonly SampleFinding[];
}
