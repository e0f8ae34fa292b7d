import { exitCode, runCommand } from "../local/runCommand";
import { progressOutput } from "../local/start/progressOutput";
import { importArguments, usage } from "./importArguments";
import { importSettings } from "./importSettings";
import { runImport } from "./runImport";

runCommand({
  args: importArguments(process.argv.slice(2), process.env),
  usage,
  run: async (args) => {
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
  },
});
