import { performance } from "node:perf_hooks";
import { isPassed, createReport } from "./report/report";
import { reportText } from "./report/reportText";
import { runSeeds } from "./engine/runSeeds";
import { traceSeed } from "./engine/simulateSeed";
import { type SimulateArguments, simulateArguments, usage } from "./simulateArguments";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A line that is written over, for people who watch. */
const progress = (done: number, of: number, isShown: boolean): void => {
  if (isShown) process.stderr.write(`\r${done} of ${of} seeds${done === of ? "\n" : ""}`);
};

const trace = async ({ first, ...wishes }: SimulateArguments): Promise<number> => {
  const startedAt = performance.now();
  const { lines, hash, ...result } = await traceSeed(first, wishes);
  for (const line of lines) print(line);
  const report = createReport([result], (performance.now() - startedAt) / 1000);
  print(`\n${lines.length} lines, SHA-256 ${hash}\n`);
  print(reportText(report));
  return isPassed(report) ? 0 : 1;
};

const run = async (settings: SimulateArguments): Promise<number> => {
  const startedAt = performance.now();
  const { first, last, json } = settings;
  const isShown = process.stderr.isTTY && !json;
  let done = 0;
  const onResult = (): void => progress((done += 1), last - first + 1, isShown);
  const results = await runSeeds({ ...settings, onResult });
  const report = createReport(results, (performance.now() - startedAt) / 1000);
  print(json ? JSON.stringify(report) : reportText(report));
  return isPassed(report) ? 0 : 1;
};

const main = async (): Promise<number> => {
  try {
    const settings = simulateArguments(process.argv.slice(2));
    if (settings === "help") {
      print(usage);
      return 0;
    }
    return await (settings.trace ? trace(settings) : run(settings));
  } catch (problem) {
    const isUsage = problem instanceof RangeError || problem instanceof TypeError;
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    if (isUsage) process.stderr.write(`\n${usage}`);
    return isUsage ? 2 : 1;
  }
};

void main().then((code) => void (process.exitCode = code));
