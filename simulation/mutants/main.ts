import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import color from "picocolors";
import { judgeMutant } from "./judgeMutant";
import { type Mutant, mutants } from "./mutants";
import { type Copy, copyProject } from "./plantMutant";

interface Row {
  readonly fault: string;
  readonly outcome: string;
  readonly isKilled: boolean;
  readonly seconds: number;
}

const tryMutant = async (copy: Copy, mutant: Mutant): Promise<Row> => {
  const startedAt = performance.now();
  const takeOut = copy.plant(mutant);
  const { fault, file } = mutant;
  if (!takeOut)
    return { fault, outcome: `out of date: ${file} has changed`, isKilled: false, seconds: 0 };
  try {
    const verdict = await judgeMutant(copy.folder, mutant);
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

/** Plants each fault in a copy of the project, or those whose words contain the text given. */
const main = async (): Promise<number> => {
  const wanted = process.argv[2] ?? "";
  const copy = copyProject();
  const rows: Row[] = [];
  try {
    for (const mutant of mutants.filter(({ fault }) => fault.includes(wanted))) {
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

main().then(
  (code) => void (process.exitCode = code),
  (problem: unknown) => {
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    process.exitCode = 1;
  },
);
