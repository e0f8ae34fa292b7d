import { createHash } from "node:crypto";
import type { VirtualClock } from "./virtualClock";

/** One thing that happened in a simulated run. */
export interface TraceEvent {
  readonly at: number;
  /** An invocation, a person, the queue … */
  readonly actor: string;
  readonly action: string;
  readonly orderId?: number;
  readonly details?: unknown;
}

/** All that happened, in order: what a failing seed prints, and what two runs of a seed are compared by. */
export interface Trace {
  readonly add: (who: string, what: string, orderId?: number, more?: unknown) => void;
  readonly events: readonly TraceEvent[];
}

/** For runs that nobody reads afterwards: what is kept must be collected, too. */
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

/** Equal for two runs in which the same things happened at the same moments. */
export const traceHash = (moments: readonly TraceEvent[], start: number): string => {
  const hash = createHash("sha256");
  for (const moment of moments) hash.update(`${traceLine(moment, start)}\n`);
  return hash.digest("hex");
};
