import { createHash } from "node:crypto";
import type { VirtualClock } from "./virtualClock";

export interface TraceEvent {
  readonly at: number;
  /** An invocation, a person, the queue … */
  readonly actor: string;
  readonly action: string;
  readonly orderId?: number;
  readonly details?: unknown;
}

/** Every event of a run, in order: printed to debug a failing seed, and compared to prove that a replay is identical. */
export interface Trace {
  readonly add: (actor: string, action: string, orderId?: number, details?: unknown) => void;
  readonly events: readonly TraceEvent[];
}

/** Discards all events: a trace that nobody reads costs garbage collection. */
export const noTrace: Trace = { add: () => undefined, events: [] };

export const createTrace = (clock: VirtualClock): Trace => {
  const events: TraceEvent[] = [];
  return {
    events,
    add: (actor, action, orderId, details) =>
      void events.push({ at: clock.now(), actor, action, orderId, details }),
  };
};

/** `+05:12:33.042`, counted from the start of the run. */
const sinceStart = (ms: number): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const seconds = (ms / 1000) % 60;
  const fraction = String(ms % 1000).padStart(3, "0");
  return `+${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two(seconds)}.${fraction}`;
};

export const traceLine = (
  { at, actor, action, orderId, details }: TraceEvent,
  start: number,
): string =>
  [
    sinceStart(at - start),
    actor.padEnd(18),
    ...(orderId === undefined ? [] : [`#${orderId}`]),
    action,
    ...(details === undefined ? [] : [JSON.stringify(details)]),
  ].join(" ");

/** Equal for two runs whose events are equal, times included. */
export const traceHash = (events: readonly TraceEvent[], start: number): string => {
  const hash = createHash("sha256");
  for (const event of events) hash.update(`${traceLine(event, start)}\n`);
  return hash.digest("hex");
};
