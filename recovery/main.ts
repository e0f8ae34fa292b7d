import { exitCode, runMain } from "../local/runMain";
import { progressOutput } from "../local/start/progressOutput";
import { importSettings } from "../migration/importSettings";
import { backfillArguments, usage } from "./backfillArguments";
import { backfillSummary, isFinished } from "./backfillSummary";
import { runBackfill } from "./runBackfill";

runMain(async () => {
  const args = backfillArguments(process.argv.slice(2), process.env);
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
  const lines = await runBackfill(args, settings, process.stderr.isTTY ? status : note);
  done("Compared the restored table with the store");
  process.stdout.write(backfillSummary(lines, args.writes));
  return isFinished(lines) ? exitCode.ok : exitCode.failed;
});
