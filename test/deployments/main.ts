import { readdirSync } from "node:fs";
import path from "node:path";
import Table from "cli-table3";
import { type DeploymentsArguments, deploymentsArguments, usage } from "./deploymentsArguments";
import { type PartResult, runPart } from "./runPart";

const suffix = ".test.ts";

/** The files of both folders, by part: `suite/drift.test.ts` is the part `drift`. */
const files = new Map(
  [__dirname, path.join(__dirname, "suite")].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .map((name) => [name.slice(0, -suffix.length), path.join(folder, name)] as const),
  ),
);

/** The parts that take longest start first, so that both lanes end at about the same time. */
const longest = ["kills", "failures", "webhookFailures"];
const rank = (part: string): number => {
  const found = longest.indexOf(part);
  return found < 0 ? longest.length : found;
};
const laneCount = 2;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const show = (results: readonly PartResult[]): string => {
  const table = new Table({
    head: ["part", "passed", "failed", "skipped", "minutes"],
    style: { head: [], border: [] },
  });
  for (const { part, passed, failed, skipped, minutes } of results)
    table.push([part, passed, failed, skipped, minutes.toFixed(1)]);
  return table.toString();
};

/** Adds up lines such as `53 of 53 create: denied`. */
const coverage = (lines: readonly string[]): string => {
  const counts = lines.flatMap((line) => {
    const [, covered, all] = /^(\d+) of (\d+) /.exec(line) ?? [];
    return covered === undefined ? [] : [{ covered: Number(covered), all: Number(all) }];
  });
  const sum = (key: "covered" | "all") => counts.reduce((total, each) => total + each[key], 0);
  return `${sum("covered")} of ${sum("all")} positions`;
};

const runAndReport = async (
  part: string,
  env: Readonly<Record<string, string>>,
): Promise<PartResult> => {
  const onLine = (line: string): void => print(`${part}: ${line}`);
  const result = await runPart(part, files.get(part) ?? "", { env, onLine });
  print(`${part}: ${result.passed} passed, ${result.failed} failed`);
  for (const problem of result.problems) print(problem);
  return result;
};

/** Runs the parts in lanes, each part in its own process. */
const runAll = async (
  parts: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly PartResult[]> => {
  const waiting = [...parts];
  const results: PartResult[] = [];
  const runLane = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift())
      results.push(await runAndReport(part, env));
  };
  await Promise.all(Array.from({ length: laneCount }, runLane));
  return results;
};

const run = async ({ isEverything, seed, only }: DeploymentsArguments): Promise<number> => {
  print(isEverything ? "Every position" : `A sample of the positions, by seed ${seed}`);
  const startedAt = performance.now();
  const chosen = only.length > 0 ? only : [...files.keys()];
  const parts = [...chosen].sort((a, b) => rank(a) - rank(b));
  const results = await runAll(parts, {
    ALL_DEPLOYMENTS: isEverything ? "1" : "0",
    DEPLOYMENTS_SEED: String(seed),
  });
  print(show(results));
  print(coverage(results.flatMap(({ lines }) => lines)));
  print(`${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
};

const main = async (): Promise<number> => {
  try {
    const settings = deploymentsArguments(process.argv.slice(2), [...files.keys()]);
    if (settings !== "help") return await run(settings);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    const isUsageError = error instanceof RangeError || error instanceof TypeError;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsageError) process.stderr.write(`\n${usage}`);
    return isUsageError ? 2 : 1;
  }
};

void main().then((code) => void (process.exitCode = code));
