import { createHash } from "node:crypto";
import type { VirtualClock } from "../engine/virtualClock";

/** One thing that happened in a simulated run. */
export interface Moment {
  readonly at: number;
  /** An invocation, a person, the queue … */
  readonly who: string;
  readonly what: string;
  readonly orderId?: number;
  readonly more?: unknown;
}

/** All that happened, in order: what a failing seed prints, and what two runs of a seed are compared by. */
export interface Timeline {
  readonly note: (who: string, what: string, orderId?: number, more?: unknown) => void;
  readonly moments: readonly Moment[];
}

/** For runs that nobody reads afterwards: what is kept must be collected, too. */
export const silentTimeline: Timeline = { note: () => undefined, moments: [] };

export const timeline = (clock: VirtualClock): Timeline => {
  const moments: Moment[] = [];
  return {
    moments,
    note: (who, what, orderId, more) =>
      void moments.push({ at: clock.now(), who, what, orderId, more }),
  };
};

/** `+05:12:33.042`, counted from the start of the run. */
const sinceStart = (ms: number): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const seconds = (ms / 1000) % 60;
  const fraction = String(ms % 1000).padStart(3, "0");
  return `+${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two(seconds)}.${fraction}`;
};

export const momentLine = ({ at, who, what, orderId, more }: Moment, start: number): string =>
  [
    sinceStart(at - start),
    who.padEnd(18),
    ...(orderId === undefined ? [] : [`#${orderId}`]),
    what,
    ...(more === undefined ? [] : [JSON.stringify(more)]),
  ].join(" ");

/** Equal for two runs in which the same things happened at the same moments. */
export const timelineHash = (moments: readonly Moment[], start: number): string => {
  const hash = createHash("sha256");
  for (const moment of moments) hash.update(`${momentLine(moment, start)}\n`);
  return hash.digest("hex");
};
