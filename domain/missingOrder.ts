import { graceMinutes, maxLookGapMs, ownClockToleranceMs } from "./timeLimits";

/**
 * The looks for an order that the store, which responded to others, did not have: one series, without a
 * look in between that found the order. Dates are ISO, by our clock.
 */
export interface MissingLooks {
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** Fewer looks may all meet one bad moment of the store's: with these the order is gone. */
const minLooks = 3;

const minuteMs = 60_000;
const wholeGraceMs = graceMinutes.reduce<number>((sum, minutes) => sum + minutes, 0) * minuteMs;

const msBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/**
 * The series with a look at `at`. Messages about one order come together: a look that follows another
 * within a minute shows nothing new, and is not counted. `foundAt` is when the order was last read.
 */
export const withLook = (known: MissingLooks | undefined, at: Date, foundAt = ""): MissingLooks => {
  const lastAt = at.toISOString();
  const sinceLastMs = known ? msBetween(known.lastAt, lastAt) : Infinity;
  if (!known || foundAt > known.firstAt || sinceLastMs > maxLookGapMs)
    return { count: 1, firstAt: lastAt, lastAt };
  if (sinceLastMs < graceMinutes[0] * minuteMs - ownClockToleranceMs) return known;
  return { ...known, count: known.count + 1, lastAt };
};

/** Whether the looks are enough, and far enough apart, to take the order for gone. */
export const isGone = ({ count, firstAt, lastAt }: MissingLooks): boolean =>
  count >= minLooks && msBetween(firstAt, lastAt) >= wholeGraceMs - ownClockToleranceMs;

/**
 * After how many seconds to look again; undefined where the message can be received no more. A message
 * that few receives are left of, as after an outage, spreads these over the whole time.
 */
export const nextLookSeconds = (
  { count, firstAt, lastAt }: MissingLooks,
  receivesLeft: number,
): number | undefined => {
  if (receivesLeft < 1) return undefined;
  const remainingMs = Math.max(minuteMs, wholeGraceMs - msBetween(firstAt, lastAt));
  const [next, ...later] = graceMinutes.slice(count - 1);
  const isSpread = receivesLeft <= later.length;
  const waitMs =
    isSpread || !next ? remainingMs / Math.min(receivesLeft, 1 + later.length) : next * minuteMs;
  return Math.ceil(waitMs / 1000);
};
