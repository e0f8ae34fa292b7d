/** The simulator's only source of time, so that a test can advance it by 48 hours in milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs `task` at that time, or soon if the time has passed; returns a function that cancels it. */
  readonly schedule: (at: number, task: Task) => () => void;
}

export type Task = () => void | Promise<void>;

/** Node's timers hold at most 2^31 ms (24.8 days); a longer wait takes several timers. */
const maxTimerMs = 2 ** 31 - 1;

/** A timer longer than this is unref'd: retries and the idle limit of hooks must not keep the process running. */
const keepAliveLimitMs = 30_000;

/** Wall-clock time, or another source of `now` that runs at the same speed. */
export const realClock = (now: () => number = Date.now): Clock => ({
  now,
  schedule(at, task) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = Math.max(0, at - now());
      timer = setTimeout(wait > maxTimerMs ? arm : () => void task(), Math.min(wait, maxTimerMs));
      if (wait > keepAliveLimitMs) timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
});

/** The same time as a clock that is this far ahead shows it; behind, where negative. */
export const skewedClock = ({ now, schedule }: Clock, aheadMs: number): Clock => ({
  now: () => now() + aheadMs,
  schedule: (at, task) => schedule(at - aheadMs, task),
});

export interface ManualClock extends Clock {
  /** Advances the time and runs the due tasks in order of time, awaiting each before the next. */
  readonly advance: (ms: number) => Promise<void>;
  /** Advances the time until the promise settles. */
  readonly advanceUntil: <T>(promise: Promise<T>) => Promise<T>;
  /** The number of scheduled tasks. */
  readonly pending: () => number;
}

interface Timer {
  readonly at: number;
  readonly sequence: number;
  readonly task: Task;
}

/** Lets code that awaited a timer schedule its next one before the time advances. */
const drainMicrotasks = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const isBefore = (one: Timer, other: Timer): boolean =>
  one.at < other.at || (one.at === other.at && one.sequence < other.sequence);

const popNext = (timers: Set<Timer>, until: number): Timer | undefined => {
  let next: Timer | undefined;
  for (const each of timers) {
    if (each.at <= until && (!next || isBefore(each, next))) next = each;
  }
  if (next) timers.delete(next);
  return next;
};

/** A clock whose time only `advance` and `advanceUntil` move. */
export const manualClock = (start: number | Date = Date.UTC(2026, 0, 5, 9)): ManualClock => {
  let now = Number(start);
  let sequence = 0;
  const timers = new Set<Timer>();
  const runNext = async (until: number): Promise<boolean> => {
    const next = popNext(timers, until);
    if (!next) return false;
    now = next.at;
    await next.task();
    await drainMicrotasks();
    return true;
  };
  return {
    now: () => now,
    pending: () => timers.size,
    schedule(at, task) {
      const timer = { at: Math.max(at, now), sequence: sequence++, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await drainMicrotasks();
      while (await runNext(until));
      now = until;
    },
    async advanceUntil(promise) {
      let isSettled = false;
      const settled = (): void => void (isSettled = true);
      promise.then(settled, settled);
      await drainMicrotasks();
      while (!isSettled && (await runNext(Infinity)));
      if (!isSettled) throw new Error("The promise is pending, and no timer of this clock is left");
      return promise;
    },
  };
};
