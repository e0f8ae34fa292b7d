import { setTimeout } from "node:timers/promises";

/** Waits until the condition gives something, and gives that. @throws when it takes too long */
export const eventually = async <T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 15_000,
): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms in vain: ${what}`);
    await setTimeout(20);
  }
};
