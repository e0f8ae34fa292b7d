import type { MemoryRow } from "../../service/memory/memoryOrderRecords";
import type { Fault } from "../../world/faults";

/** An order in a response that an invocation received. */
export interface Reading {
  readonly orderId: number;
  readonly invocation: string;
  readonly statusId: number;
  readonly isDigital: boolean;
  /** Whether the request named the order; lists also contain orders that the invocation does not process. */
  readonly isById: boolean;
  /** From `date_modified`, with a precision of one second. */
  readonly modifiedAt: number;
  readonly requestedAt: number;
  readonly processedAt: number;
  readonly respondedAt: number;
}

/** The quota in the headers of a response. */
export interface QuotaHeaders {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

/** One request to the store and its outcome. */
export interface Exchange {
  readonly invocation: string;
  readonly container: string;
  readonly method: string;
  readonly path: string;
  readonly sentAt: number;
  readonly timesOutAt: number;
  readonly invocationDeadline: number;
  /** Absent if the request never arrived. */
  processedAt?: number;
  /** Absent if no response came, or the invocation had crashed by then. */
  respondedAt?: number;
  /** When the response or the timeout came. */
  endedAt?: number;
  status?: number;
  fault?: Fault;
  quota?: QuotaHeaders;
  /** Whether other apps used the quota when the request arrived. */
  isQuotaContended?: boolean;
  isOutage?: boolean;
}

/** A request to set a status. */
export interface StatusWrite {
  readonly orderId: number;
  readonly invocation: string;
  readonly method: string;
  readonly fields: readonly string[];
  readonly target: unknown;
  readonly sentAt: number;
  /** The record of the order when the request was sent. */
  readonly row: MemoryRow | undefined;
  /** What the record held in chunks then. */
  readonly chunked: ReadonlyMap<string, Uint8Array> | undefined;
  /** The number of lines of the order in the store. */
  readonly lines: number;
  processedAt?: number;
  tookEffect: boolean;
  /** The status when the request arrived. */
  statusBefore?: number;
}

/** A lookup of records by an invocation. */
export interface RecordRead {
  readonly at: number;
  readonly invocation: string;
  readonly orderIds: readonly number[];
}

export interface RecordWrite {
  readonly at: number;
  readonly invocation: string;
  readonly orderId: number;
  readonly before: MemoryRow | undefined;
  readonly after: MemoryRow;
}

/** An instant at which a reader of the row would have missed chunks that the row points to. */
export interface HalfRecord {
  readonly at: number;
  readonly orderId: number;
}

/** A message that its invocation completed, with the record at that time. */
export interface Completion {
  readonly at: number;
  readonly invocation: string;
  readonly body: string;
  readonly row: MemoryRow | undefined;
}

/** A message of which its invocation sent a copy to the same queue. */
export interface RequeuedMessage {
  readonly invocation: string;
  readonly body: string;
}

/** A message that its invocation hid until the next retry. */
export interface HiddenMessage {
  readonly at: number;
  readonly body: string;
  readonly seconds: number;
}

export interface SentMessage {
  readonly at: number;
  readonly orderId: number;
  readonly reason: string;
  /** The record of the order at that time. */
  readonly row: MemoryRow | undefined;
}

export interface CheckpointMove {
  readonly at: number;
  readonly invocation: string;
  readonly modifiedSince: number;
  readonly changesSince: number | undefined;
  /** New orders before the checkpoint that no record answers for, and for which no message was sent: no later poll lists them. */
  readonly skipped: readonly { readonly orderId: number; readonly modifiedAt: number }[];
}

/** Everything observed at the interfaces of the service, and nothing of its internals. */
export interface History {
  readonly exchanges: Exchange[];
  readonly readings: Reading[];
  readonly statusWrites: StatusWrite[];
  readonly recordReads: RecordRead[];
  readonly recordWrites: RecordWrite[];
  readonly halfRecords: HalfRecord[];
  readonly completions: Completion[];
  readonly requeuedMessages: RequeuedMessage[];
  readonly hiddenMessages: HiddenMessage[];
  readonly sentMessages: SentMessage[];
  readonly checkpointMoves: CheckpointMove[];
}

export const emptyHistory = (): History => ({
  exchanges: [],
  readings: [],
  statusWrites: [],
  recordReads: [],
  recordWrites: [],
  halfRecords: [],
  completions: [],
  requeuedMessages: [],
  hiddenMessages: [],
  sentMessages: [],
  checkpointMoves: [],
});
