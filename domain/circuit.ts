import { Failure, type FailureCode } from "./failure";

/** Whether the store as a whole responds, as all invocations share it. */
export interface Circuit {
  /** Set while the circuit is open. */
  readonly trouble?: Trouble;
  /** ISO; while the circuit is open, when one invocation may probe the store. Never twice the same. */
  readonly probeAt: string;
}

/** Why the store is waited for. */
export interface Trouble {
  /** ISO. */
  readonly since: string;
  readonly code: FailureCode;
  readonly reason: string;
  readonly failedProbes: number;
}

/** Minutes to the next probe, by how many failed; the last one counts on. An outage of 48 hours takes a hundred. */
const probeMinutes = [0.25, 1, 2, 4, 8, 15, 30] as const;

/** A probe whose invocation ended without a word is repeated: the longest invocation takes two minutes. */
const probeLeaseMs = 3 * 60_000;

const minutesLater = (now: Date, minutes: number): string =>
  new Date(now.getTime() + minutes * 60_000).toISOString();

/**
 * Failures that every request of any invocation would meet too: a store that refuses each of several attempts
 * as too many is overloaded. A 404 is the store's where no order is named.
 */
export const isStoreTrouble = ({ code, isUnsent, httpStatus }: Failure): boolean =>
  !isUnsent &&
  (code === "store.unavailable" ||
    code === "store.throttled" ||
    code === "store.unauthorized" ||
    (code === "store.rejected" && httpStatus === 404));

/** Opens the circuit, or keeps it open after a probe that failed. */
export const opened = (known: Circuit | undefined, failure: Failure, now: Date): Circuit => {
  const before = known?.trouble;
  const failedProbes = before ? before.failedProbes + 1 : 0;
  const minutes = probeMinutes[Math.min(failedProbes, probeMinutes.length - 1)] ?? 0;
  const since = before?.since ?? now.toISOString();
  const trouble = { since, code: failure.code, reason: failure.message, failedProbes };
  return { trouble, probeAt: minutesLater(now, minutes) };
};

export const closed = (now: Date): Circuit => ({ probeAt: now.toISOString() });

/** The circuit while one invocation probes the store, so that no other one does. */
export const probing = ({ trouble }: Circuit, now: Date): Circuit => ({
  trouble,
  probeAt: new Date(now.getTime() + probeLeaseMs).toISOString(),
});

export const isProbeDue = ({ probeAt }: Circuit, now: Date): boolean =>
  probeAt <= now.toISOString();

/** What an invocation fails with, without a request to the store, while the circuit is open. */
export const waitingForStore = (
  { code, since, reason }: Trouble,
  probeAt: string,
  now: Date,
): Failure =>
  new Failure(code, `Waiting for the store since ${since}: ${reason}`, {
    isUnsent: true,
    retryAfterMs: Math.max(0, Date.parse(probeAt) - now.getTime()),
  });
