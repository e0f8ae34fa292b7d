import { readFileSync } from "node:fs";

/** Of the first line of Linux's /proc/stat, all processors together: user … steal; guests are in user (proc(5)). */
const columns = 8;

const ticks = (): readonly number[] | undefined => {
  try {
    const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
    return line
      .split(/\s+/)
      .slice(1, 1 + columns)
      .map(Number);
  } catch {
    return undefined;
  }
};

/**
 * From now on until the answer is called: the percentage of this virtual machine's processor time
 * that its host gave to others. Undefined where the system does not tell, as only Linux does.
 */
export const measureStealTime = (): (() => number | undefined) => {
  const before = ticks();
  return () => {
    const after = ticks();
    if (!before || !after) return undefined;
    const spent = after.map((count, n) => count - (before[n] ?? 0));
    const all = spent.reduce((sum, count) => sum + count, 0);
    return (100 * (spent.at(-1) ?? 0)) / all;
  };
};
