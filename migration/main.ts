import { exitCode, runMain } from "../local/runMain";
import { progressOutput } from "../local/start/progressOutput";
import { importArguments, usage } from "./importArguments";
import { importSettings } from "./importSettings";
import { runImport } from "./runImport";

runMain(async () => {
  const args = importArguments(process.argv.slice(2), process.env);
  if (args === "help") {
    process.stdout.write(usage);
    return exitCode.ok;
  }
  if (args instanceof Error) {
    process.stderr.write(`${args.message}\n\n${usage}`);
    return exitCode.usage;
  }
  const settings = importSettings(args.stack, process.cwd());
  process.env.AWS_REGION = settings.region;
  const { status, note, done } = progressOutput(process.stderr);
  const { summary, isSettled } = await runImport(
    args,
    settings,
    process.stderr.isTTY ? status : note,
  );
  done("Compared the sample's table with the store");
  process.stdout.write(summary);
  return isSettled ? exitCode.ok : exitCode.failed;
});
