import { readFileSync } from "node:fs";

/** user … steal, of the line in /proc/stat that sums up all CPUs; user includes the guest columns (proc(5)). */
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
 * Starts measuring steal time, the share of CPU time that the host gave to other virtual machines. The
 * returned function returns the percentage since the start; undefined outside Linux.
 */
export const measureStealTime = (): (() => number | undefined) => {
  const before = ticks();
  return () => {
    const after = ticks();
    if (!before || !after) return undefined;
    const elapsed = after.map((count, n) => count - (before[n] ?? 0));
    const total = elapsed.reduce((sum, count) => sum + count, 0);
    return (100 * (elapsed.at(-1) ?? 0)) / total;
  };
};
