import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import color from "picocolors";
import { copyProject, type ProjectCopy } from "./copyProject";
import type { Mutant } from "./mutants";
import { mutantsArguments, usage } from "./mutantsArguments";
import { runMutant } from "./runMutant";

interface Row {
  readonly fault: string;
  readonly outcome: string;
  readonly isKilled: boolean;
  readonly seconds: number;
}

const evaluate = async (copy: ProjectCopy, mutant: Mutant): Promise<Row> => {
  const startedAt = performance.now();
  const revert = copy.apply(mutant);
  const { fault, file } = mutant;
  if (!revert)
    return {
      fault,
      outcome: `out of date: the text to replace is not in ${file}`,
      isKilled: false,
      seconds: 0,
    };
  try {
    const result = await runMutant(copy.folder, mutant);
    const seconds = (performance.now() - startedAt) / 1000;
    if (result === "survived") return { fault, outcome: "survived", isKilled: false, seconds };
    return { fault, outcome: result.killedBy, isKilled: true, seconds };
  } finally {
    revert();
  }
};

const show = (rows: readonly Row[]): string => {
  const table = new Table({
    head: ["mutant", "killed by", "seconds"],
    style: { head: [], border: [] },
    colWidths: [52, 68, 9],
    wordWrap: true,
  });
  for (const { fault, outcome, isKilled, seconds } of rows)
    table.push([fault, isKilled ? outcome : color.red(outcome), seconds.toFixed(1)]);
  return table.toString();
};

/** Evaluates each mutant on one copy of the project, and returns the exit code. */
const evaluateAll = async (mutants: readonly Mutant[]): Promise<number> => {
  const copy = copyProject();
  const rows: Row[] = [];
  try {
    for (const mutant of mutants) {
      rows.push(await evaluate(copy, mutant));
      const { fault, isKilled } = rows.at(-1) as Row;
      process.stderr.write(`${isKilled ? "killed" : "survived"}: ${fault}\n`);
    }
  } finally {
    copy.remove();
  }
  const survivors = rows.filter(({ isKilled }) => !isKilled).length;
  process.stdout.write(`${show(rows)}\n${rows.length - survivors} of ${rows.length} killed\n`);
  return survivors === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  try {
    const selected = mutantsArguments(process.argv.slice(2));
    if (selected !== "help") return await evaluateAll(selected);
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
