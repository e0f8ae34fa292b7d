import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import color from "picocolors";
import { runMutant } from "./runMutant";
import type { Mutant } from "./mutants";
import { mutantsArguments, usage } from "./mutantsArguments";
import { type ProjectCopy, copyProject } from "./copyProject";

interface Row {
  readonly fault: string;
  readonly outcome: string;
  readonly isKilled: boolean;
  readonly seconds: number;
}

const tryMutant = async (copy: ProjectCopy, mutant: Mutant): Promise<Row> => {
  const startedAt = performance.now();
  const takeOut = copy.apply(mutant);
  const { fault, file } = mutant;
  if (!takeOut)
    return { fault, outcome: `out of date: ${file} has changed`, isKilled: false, seconds: 0 };
  try {
    const verdict = await runMutant(copy.folder, mutant);
    const seconds = (performance.now() - startedAt) / 1000;
    if (verdict === "survived") return { fault, outcome: "survived", isKilled: false, seconds };
    return { fault, outcome: verdict.killedBy, isKilled: true, seconds };
  } finally {
    takeOut();
  }
};

const show = (rows: readonly Row[]): string => {
  const table = new Table({
    head: ["planted fault", "killed by", "seconds"],
    style: { head: [], border: [] },
    colWidths: [52, 68, 9],
    wordWrap: true,
  });
  for (const { fault, outcome, isKilled, seconds } of rows)
    table.push([fault, isKilled ? outcome : color.red(outcome), seconds.toFixed(1)]);
  return table.toString();
};

/** Plants each of the faults in a copy of the project; answers with the exit code. */
const tryAll = async (wanted: readonly Mutant[]): Promise<number> => {
  const copy = copyProject();
  const rows: Row[] = [];
  try {
    for (const mutant of wanted) {
      rows.push(await tryMutant(copy, mutant));
      const { fault, isKilled } = rows.at(-1) as Row;
      process.stderr.write(`${isKilled ? "killed" : "NOT KILLED"}: ${fault}\n`);
    }
  } finally {
    copy.remove();
  }
  const alive = rows.filter(({ isKilled }) => !isKilled).length;
  process.stdout.write(`${show(rows)}\n${rows.length - alive} of ${rows.length} killed\n`);
  return alive === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  try {
    const wanted = mutantsArguments(process.argv.slice(2));
    if (wanted !== "help") return await tryAll(wanted);
    process.stdout.write(usage);
    return 0;
  } catch (problem) {
    const isUsage = problem instanceof RangeError || problem instanceof TypeError;
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    if (isUsage) process.stderr.write(`\n${usage}`);
    return isUsage ? 2 : 1;
  }
};

void main().then((code) => void (process.exitCode = code));
