import { exitCode, runCommand } from "../../local/runCommand";
import { adoptionArguments, usage } from "./adoptionArguments";
import { adoptTable } from "./adoptTable";

runCommand({
  args: adoptionArguments(process.argv.slice(2)),
  usage,
  run: async (args) => {
    const { previousName, backup } = adoptTable(args);
    process.stdout.write(
      `${args.table}: ${args.name}, instead of ${previousName}. The state of before: ${backup}\n`,
    );
    return exitCode.ok;
  },
});
