import type { MemoryRow } from "../../service/memory/memoryOrderRecords";
import type { Fault } from "../../world/faults";

/** An order as an answer showed it to an invocation. */
export interface Reading {
  readonly orderId: number;
  readonly invocation: string;
  readonly statusId: number;
  readonly isDigital: boolean;
  /** Asked for alone; lists show also what nobody asked for. */
  readonly isById: boolean;
  /** As text of the store's, to the second. */
  readonly modifiedAt: number;
  /** When the request went out, was taken by the store, and its answer came back. */
  readonly requestedAt: number;
  readonly processedAt: number;
  readonly respondedAt: number;
}

/** The store's quota as an answer's headers showed it. */
export interface QuotaHeaders {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

/** One request to the store, and what became of it. */
export interface Exchange {
  readonly invocation: string;
  readonly container: string;
  readonly method: string;
  readonly path: string;
  readonly sentAt: number;
  /** When its sender stops waiting for an answer, and when the invocation would be killed. */
  readonly timesOutAt: number;
  readonly invocationDeadline: number;
  /** When it took effect, or was refused; absent when it never arrived. */
  processedAt?: number;
  /** Absent when no answer came, or the one who asked was dead by then. */
  respondedAt?: number;
  /** When its sender had an answer, or gave up waiting for one. */
  endedAt?: number;
  status?: number;
  fault?: Fault;
  quota?: QuotaHeaders;
  /** Whether other apps were using the quota when the request arrived, or the store was away. */
  isQuotaContended?: boolean;
  isOutage?: boolean;
}

/** A request that was to set a status. */
export interface StatusWrite {
  readonly orderId: number;
  readonly invocation: string;
  readonly method: string;
  readonly fields: readonly string[];
  readonly target: unknown;
  readonly sentAt: number;
  /** The order's record when the request went out. */
  readonly row: MemoryRow | undefined;
  /** How many lines the order has in the store. */
  readonly lines: number;
  processedAt?: number;
  tookEffect: boolean;
  /** What the status was when the request arrived. */
  statusBefore?: number;
}

/** Orders whose records an invocation looked at. */
export interface RecordRead {
  readonly at: number;
  readonly invocation: string;
  readonly orderIds: readonly number[];
}

export interface RecordWrite {
  readonly at: number;
  readonly invocation: string;
  readonly method: string;
  readonly orderId: number;
  readonly before: MemoryRow | undefined;
  readonly after: MemoryRow;
}

/** A message that its invocation was done with, and so was deleted. */
export interface Completion {
  readonly at: number;
  readonly invocation: string;
  readonly body: string;
  readonly row: MemoryRow | undefined;
}

export interface SentMessage {
  readonly at: number;
  readonly orderId: number;
}

export interface CheckpointMove {
  readonly at: number;
  readonly invocation: string;
  readonly modifiedSince: number;
  /** Orders that the next polls will not ask for any more, and that are new. */
  readonly skipped: readonly { readonly orderId: number; readonly modifiedAt: number }[];
}

/** What the witness saw. It looked at the wires, never into the service. */
export interface History {
  readonly exchanges: Exchange[];
  readonly readings: Reading[];
  readonly statusWrites: StatusWrite[];
  readonly recordReads: RecordRead[];
  readonly recordWrites: RecordWrite[];
  readonly completions: Completion[];
  readonly sentMessages: SentMessage[];
  readonly checkpointMoves: CheckpointMove[];
}

export const emptyHistory = (): History => ({
  exchanges: [],
  readings: [],
  statusWrites: [],
  recordReads: [],
  recordWrites: [],
  completions: [],
  sentMessages: [],
  checkpointMoves: [],
});
