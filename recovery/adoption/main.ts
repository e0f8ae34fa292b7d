import { exitCode, runMain } from "../../local/runMain";
import { adoptionArguments, usage } from "./adoptionArguments";
import { adoptTable } from "./adoptTable";

runMain(async () => {
  const args = adoptionArguments(process.argv.slice(2));
  if (args === "help") {
    process.stdout.write(usage);
    return exitCode.ok;
  }
  if (args instanceof Error) {
    process.stderr.write(`${args.message}\n\n${usage}`);
    return exitCode.usage;
  }
  const { previousName, backup } = adoptTable(args);
  process.stdout.write(
    `${args.table}: ${args.name}, instead of ${previousName}. The state of before: ${backup}\n`,
  );
  return exitCode.ok;
});
