import { benchArguments, usage } from "./benchArguments";
import { resultsText } from "./report/resultsText";
import { isPassed } from "./results";
import { runBench } from "./runBench";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const tell = (text: string): void => void process.stderr.write(`${text} …\n`);

const main = async (): Promise<number> => {
  try {
    const settings = benchArguments(process.argv.slice(2));
    if (settings === "help") {
      print(usage);
      return 0;
    }
    const results = await runBench(tell);
    print(resultsText(results));
    if (settings.json) print(JSON.stringify(results));
    return isPassed(results) ? 0 : 1;
  } catch (problem) {
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    if (!(problem instanceof TypeError)) return 1;
    process.stderr.write(`\n${usage}`);
    return 2;
  }
};

void main().then((code) => process.exit(code));
