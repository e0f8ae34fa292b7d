import type { Clock } from "../clock";

/** Counts the requests in flight, by the time when each response is due. */
export interface InFlight {
  readonly count: () => number;
  readonly begin: (durationMs: number) => void;
}

export const inFlight = (clock: Clock): InFlight => {
  let ends: number[] = [];
  const count = (): number => {
    ends = ends.filter((end) => end > clock.now());
    return ends.length;
  };
  return {
    count,
    begin: (durationMs) => void (durationMs > 0 && ends.push(clock.now() + durationMs)),
  };
};
