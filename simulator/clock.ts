/** The only source of time in the simulator, so that a test can hold it and let 48 hours pass in milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs `work` at that moment, or soon if it has passed; the answer cancels it. */
  readonly schedule: (at: number, work: Task) => () => void;
}

export type Task = () => void | Promise<void>;

/** Node's timers hold 2^31 ms at most (24.8 days); longer waits are taken in steps. */
const maxTimerMs = 2 ** 31 - 1;

/** A wait longer than this keeps no process alive: retries and idle days are not worth staying for. */
const keepAliveLimitMs = 30_000;

/** Wall time, or any other source of "now" that runs at wall speed. */
export const realClock = (now: () => number = Date.now): Clock => ({
  now,
  schedule(at, work) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = Math.max(0, at - now());
      timer = setTimeout(wait > maxTimerMs ? arm : () => void work(), Math.min(wait, maxTimerMs));
      if (wait > keepAliveLimitMs) timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
});

export interface ManualClock extends Clock {
  /** Lets time pass: everything due runs in order of its moment, each awaited before the next. */
  readonly advance: (ms: number) => Promise<void>;
  /** Lets as much time pass as the promise takes to settle. */
  readonly advanceUntil: <T>(promise: Promise<T>) => Promise<T>;
  /** How many moments are still ahead. */
  readonly pending: () => number;
}

interface Timer {
  readonly at: number;
  readonly sequence: number;
  readonly work: Task;
}

/** Whoever waited for a moment gets to arrange the next one before time goes on. */
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

/** A clock that stands still until it is told to move. */
export const manualClock = (start: number | Date = Date.UTC(2026, 0, 5, 9)): ManualClock => {
  let now = Number(start);
  let sequence = 0;
  const appointments = new Set<Timer>();
  const runNext = async (until: number): Promise<boolean> => {
    const next = popNext(appointments, until);
    if (!next) return false;
    now = next.at;
    await next.work();
    await drainMicrotasks();
    return true;
  };
  return {
    now: () => now,
    pending: () => appointments.size,
    schedule(at, work) {
      const appointment = { at: Math.max(at, now), sequence: sequence++, work };
      appointments.add(appointment);
      return () => void appointments.delete(appointment);
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
      if (!isSettled) throw new Error("The promise waits for nothing that this clock could bring");
      return promise;
    },
  };
};
