import type { Clock } from "../../simulator/clock";
import { eventQueue } from "./eventQueue";

/** The only time there is in a simulation: it passes when nobody has anything left to do at this moment. */
export interface VirtualClock extends Clock {
  readonly date: () => Date;
  readonly wait: (ms: number) => Promise<void>;
  /** Lets time pass until then; whatever falls due runs in order, and never waits for the next. */
  readonly runUntil: (at: number) => Promise<void>;
}

/**
 * Whatever was set off by one appointment settles before the next one comes: Node takes a tick only
 * when no promise is left to go on with. Nothing here waits for more than promises, and a turn of the
 * event loop for each of tens of thousands of appointments would take a tenth of a run.
 */
const drainMicrotasks = (): Promise<void> =>
  new Promise((resolve) => void process.nextTick(resolve));

/** Here Node gets to speak of promises that were refused unheard. */
const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export const virtualClock = (start: number): VirtualClock => {
  const events = eventQueue();
  let now = start;
  let scheduled = 0;
  let failure: { readonly by: unknown } | undefined;
  const run = (action: () => void | Promise<void>): void => {
    const pending = action();
    if (pending) pending.catch((thrown: unknown) => (failure ??= { by: thrown }));
  };
  const schedule = (at: number, action: () => void | Promise<void>): (() => void) => {
    const event = { at: Math.max(at, now), sequence: scheduled++, action, isCancelled: false };
    events.push(event);
    return () => void (event.isCancelled = true);
  };
  return {
    now: () => now,
    date: () => new Date(now),
    schedule,
    wait: (ms) => new Promise((resolve) => void schedule(now + ms, resolve)),
    async runUntil(at) {
      await yieldToEventLoop();
      for (let next = events.popDue(at); next; next = events.popDue(at)) {
        if (next.isCancelled) continue;
        now = next.at;
        run(next.action);
        await drainMicrotasks();
        if (failure) throw failure.by;
      }
      now = at;
    },
  };
};
