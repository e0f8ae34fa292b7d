import type { Clock, Task } from "../../simulator/clock";
import { eventQueue } from "./eventQueue";

/** The only source of time in a simulation: it advances from one scheduled event to the next. */
export interface VirtualClock extends Clock {
  readonly date: () => Date;
  readonly wait: (ms: number) => Promise<void>;
  /** Advances to that time and starts each due event in order, without awaiting its completion. */
  readonly runUntil: (at: number) => Promise<void>;
}

/**
 * Runs everything that an event made runnable before the next event starts: Node runs a tick only when
 * no microtask is left. Simulated code awaits nothing but promises, and a turn of the event loop for
 * each of tens of thousands of events would cost a tenth of a run.
 */
const drainMicrotasks = (): Promise<void> =>
  new Promise((resolve) => void process.nextTick(resolve));

/** Lets Node report unhandled rejections, which it does once per turn of the event loop. */
const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export const virtualClock = (start: number): VirtualClock => {
  const events = eventQueue();
  let now = start;
  let sequence = 0;
  let failure: { readonly reason: unknown } | undefined;
  const run = (task: Task): void => {
    const pending = task();
    if (pending) pending.catch((reason: unknown) => (failure ??= { reason }));
  };
  const schedule = (at: number, task: Task): (() => void) => {
    const event = { at: Math.max(at, now), sequence: sequence++, task, isCancelled: false };
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
        run(next.task);
        await drainMicrotasks();
        if (failure) throw failure.reason;
      }
      now = at;
    },
  };
};
