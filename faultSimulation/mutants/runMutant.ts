import { spawn } from "node:child_process";
import type { Report } from "../report/report";
import type { Mutant } from "./mutants";

/** What noticed a planted fault, if anything did. */
export type Verdict = { readonly killedBy: string } | "survived";

interface Run {
  readonly code: number;
  readonly output: string;
}

const loader = ["--require", "tsx/cjs"];

const run = (folder: string, args: readonly string[]): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }),
    );
  });

/** Faults that only these seeds could find would need a simulation of another kind. */
const seeds = "1..100";

const simulated = async (folder: string): Promise<Verdict> => {
  const args = [...loader, "faultSimulation/main.ts", "--seeds", seeds, "--bail", "--json"];
  const { code, output } = await run(folder, args);
  if (code === 0) return "survived";
  const report = reportIn(output);
  const [first] = report?.violations ?? [];
  if (first) return { killedBy: `seed ${first.seed}: ${first.invariant}` };
  throw new Error(`The simulation could not run: ${output.slice(0, 500)}`);
};

const reportIn = (output: string): Report | undefined => {
  const line = output.split("\n").find((each) => each.startsWith("{"));
  return line === undefined ? undefined : (JSON.parse(line) as Report);
};

const tested = async (folder: string, tests: readonly string[]): Promise<Verdict> => {
  const config = ["--no-config", "--exit", "--bail", "--timeout", "30000"];
  const setUp = [...loader, "--require", "./test/support/root.ts"];
  const args = ["node_modules/mocha/bin/mocha.js", ...config, ...setUp, ...tests];
  const { code, output } = await run(folder, args);
  if (code === 0) return "survived";
  const [, title = "a test"] = /^ +1\) (.+)$/m.exec(output) ?? [];
  return { killedBy: title };
};

/** Lets the simulation, or the tests that are named, look for the fault planted in a copy. */
export const runMutant = (folder: string, { tests }: Mutant): Promise<Verdict> =>
  tests ? tested(folder, tests) : simulated(folder);
