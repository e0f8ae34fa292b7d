import { performance } from "node:perf_hooks";
import { runSeeds } from "./engine/runSeeds";
import { traceSeed } from "./engine/simulateSeed";
import { createReport, isPassed } from "./report/report";
import { reportText } from "./report/reportText";
import { type SimulateArguments, simulateArguments, usage } from "./simulateArguments";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Overwrites its own line. */
const showProgress = (done: number, total: number): void =>
  void process.stderr.write(`\r${done} of ${total} seeds${done === total ? "\n" : ""}`);

const trace = async ({ first, ...options }: SimulateArguments): Promise<number> => {
  const startedAt = performance.now();
  const { lines, hash, ...result } = await traceSeed(first, options);
  for (const line of lines) print(line);
  const report = createReport([result], (performance.now() - startedAt) / 1000);
  print(`\n${lines.length} lines, SHA-256 ${hash}\n`);
  print(reportText(report));
  return isPassed(report) ? 0 : 1;
};

const run = async (settings: SimulateArguments): Promise<number> => {
  const startedAt = performance.now();
  const { first, last, json } = settings;
  const isInteractive = process.stderr.isTTY && !json;
  let done = 0;
  const onResult = (): void => {
    done += 1;
    if (isInteractive) showProgress(done, last - first + 1);
  };
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
  } catch (error) {
    const isUsageError = error instanceof RangeError || error instanceof TypeError;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsageError) process.stderr.write(`\n${usage}`);
    return isUsageError ? 2 : 1;
  }
};

void main().then((code) => void (process.exitCode = code));
