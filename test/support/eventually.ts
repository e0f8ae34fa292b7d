import { setTimeout } from "node:timers/promises";

/** Polls until the condition returns a value, and returns that value. @throws after `withinMs` */
export const eventually = async <T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 15_000,
  everyMs = 20,
): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await setTimeout(everyMs);
  }
};
