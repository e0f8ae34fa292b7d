import { spawn } from "node:child_process";
import type { Report } from "../report/report";
import type { Mutant } from "./mutants";

export type MutantResult = { readonly killedBy: string } | "survived";

interface ProcessResult {
  readonly code: number;
  readonly output: string;
}

const loader = ["--require", "tsx/cjs"];

const run = (folder: string, args: readonly string[]): Promise<ProcessResult> =>
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

const seeds = "1..100";

const runSimulation = async (folder: string): Promise<MutantResult> => {
  const args = [...loader, "faultSimulation/main.ts", "--seeds", seeds, "--bail", "--json"];
  const { code, output } = await run(folder, args);
  if (code === 0) return "survived";
  const report = reportIn(output);
  const [first] = report?.violations ?? [];
  if (first) return { killedBy: `seed ${first.seed}: ${first.invariant}` };
  throw new Error(`The simulation failed: ${output.slice(0, 500)}`);
};

const reportIn = (output: string): Report | undefined => {
  const line = output.split("\n").find((text) => text.startsWith("{"));
  return line === undefined ? undefined : (JSON.parse(line) as Report);
};

const runTests = async (folder: string, tests: readonly string[]): Promise<MutantResult> => {
  const config = ["--no-config", "--exit", "--bail", "--timeout", "30000"];
  const preload = [...loader, "--require", "./test/support/root.ts"];
  const args = ["node_modules/mocha/bin/mocha.js", ...config, ...preload, ...tests];
  const { code, output } = await run(folder, args);
  if (code === 0) return "survived";
  const [, title = "a test"] = /^ +1\) (.+)$/m.exec(output) ?? [];
  return { killedBy: title };
};

/** Runs the simulation, or the tests of the mutant, against the copy that the mutant is applied to. */
export const runMutant = (folder: string, { tests }: Mutant): Promise<MutantResult> =>
  tests ? runTests(folder, tests) : runSimulation(folder);
