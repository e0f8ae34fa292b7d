import type { MemoryRow } from "../service/memory/memoryOrderRecords";
import type { Fault } from "../world/faults";

/** An order as an answer showed it to an invocation. */
export interface Reading {
  readonly orderId: number;
  readonly invocation: string;
  readonly statusId: number;
  readonly isDigital: boolean;
  /** Asked for alone; lists show also what nobody asked for. */
  readonly isAlone: boolean;
  /** As text of the store's, to the second. */
  readonly modifiedAt: number;
  /** When the request went out, was taken by the store, and its answer came back. */
  readonly askedAt: number;
  readonly takenAt: number;
  readonly answeredAt: number;
}

/** The store's quota as an answer's headers showed it. */
export interface ShownQuota {
  readonly requests: number;
  readonly left: number;
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
  readonly givesUpAt: number;
  readonly killedAt: number;
  /** When it took effect, or was refused; absent when it never arrived. */
  takenAt?: number;
  /** Absent when no answer came, or the one who asked was dead by then. */
  answeredAt?: number;
  /** When its sender had an answer, or gave up waiting for one. */
  endedAt?: number;
  status?: number;
  fault?: Fault;
  shown?: ShownQuota;
  /** Whether other apps were using the quota when the request arrived, or the store was away. */
  isDisturbed?: boolean;
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
  takenAt?: number;
  tookEffect: boolean;
  /** What the status was when the request arrived. */
  statusBefore?: number;
}

/** Orders whose records an invocation looked at. */
export interface RecordLook {
  readonly at: number;
  readonly invocation: string;
  readonly orderIds: readonly number[];
}

export interface RecordWrite {
  readonly at: number;
  readonly invocation: string;
  readonly call: string;
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

export interface Sent {
  readonly at: number;
  readonly orderId: number;
}

export interface CheckpointMove {
  readonly at: number;
  readonly invocation: string;
  readonly modifiedSince: number;
  /** Orders that the next polls will not ask for any more, and that are new. */
  readonly passed: readonly { readonly orderId: number; readonly modifiedAt: number }[];
}

/** What the witness saw. It looked at the wires, never into the service. */
export interface Evidence {
  readonly exchanges: Exchange[];
  readonly readings: Reading[];
  readonly statusWrites: StatusWrite[];
  readonly recordLooks: RecordLook[];
  readonly recordWrites: RecordWrite[];
  readonly completions: Completion[];
  readonly sent: Sent[];
  readonly checkpointMoves: CheckpointMove[];
}

export const noEvidence = (): Evidence => ({
  exchanges: [],
  readings: [],
  statusWrites: [],
  recordLooks: [],
  recordWrites: [],
  completions: [],
  sent: [],
  checkpointMoves: [],
});
