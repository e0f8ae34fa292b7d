import { exitCode, runCommand } from "../local/runCommand";
import { progressOutput } from "../local/start/progressOutput";
import { importSettings } from "../migration/importSettings";
import { backfillArguments, usage } from "./backfillArguments";
import { backfillSummary, isFinished } from "./backfillSummary";
import { runBackfill } from "./runBackfill";

runCommand({
  args: backfillArguments(process.argv.slice(2), process.env),
  usage,
  run: async (args) => {
    const settings = importSettings(args.stack, process.cwd());
    process.env.AWS_REGION = settings.region;
    const { status, note, done } = progressOutput(process.stderr);
    const lines = await runBackfill(args, settings, process.stderr.isTTY ? status : note);
    done("Compared the restored table with the store");
    process.stdout.write(backfillSummary(lines, args.writes));
    return isFinished(lines) ? exitCode.ok : exitCode.failed;
  },
});
