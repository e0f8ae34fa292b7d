import { execFileSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parent: number;
}

const processes = (): readonly Process[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent };
    });

const descendants = (all: readonly Process[], root: number): readonly number[] =>
  all
    .filter(({ parent }) => parent === root)
    .flatMap(({ pid }) => [pid].concat(descendants(all, pid)));

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** Kills a process and its descendants, of which Pulumi's plugins are in process groups of their own. */
export const killTree = (root: number): void =>
  [root].concat(descendants(processes(), root)).forEach(kill);
