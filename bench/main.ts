import path from "node:path";
import { benchArguments, usage } from "./benchArguments";
import { planOf } from "./plan";
import { resultsText } from "./report/resultsText";
import { runBench } from "./runBench";
import { writeResults } from "./writeResults";

// Keeps the SDK's deprecation warning about Node 20 out of the report.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const reportProgress = (phase: string): void => {
  process.stderr.write(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${phase} …\n`);
};

const main = async (): Promise<number> => {
  try {
    const settings = benchArguments(process.argv.slice(2));
    if (settings === "help") {
      print(usage);
      return 0;
    }
    const results = await runBench(planOf(settings.orders), reportProgress);
    await writeResults(path.join(__dirname, "results"), results);
    print(resultsText(results));
    if (settings.json) print(JSON.stringify(results));
    return results.isPassed ? 0 : 1;
  } catch (problem) {
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    if (!(problem instanceof TypeError || problem instanceof RangeError)) return 1;
    process.stderr.write(`\n${usage}`);
    return 2;
  }
};

void main().then((code) => process.exit(code));
