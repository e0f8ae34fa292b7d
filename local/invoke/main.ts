import { exitCode, runCommand } from "../runCommand";
import { readEvent, sampleEventNames } from "./eventFile";
import { type InvokeArguments, invokeArguments, usage } from "./invokeArguments";
import type * as RunInvocation from "./runInvocation";

const eventOf = ({ functionName, eventFile }: InvokeArguments): { event: unknown } | Error => {
  try {
    return { event: readEvent(functionName, eventFile) };
  } catch (error) {
    return error as Error;
  }
};

runCommand({
  args: invokeArguments(process.argv.slice(2), sampleEventNames()),
  usage,
  run: async (args) => {
    const read = eventOf(args);
    if (read instanceof Error) {
      process.stderr.write(`${read.message}\n\n${usage}`);
      return exitCode.usage;
    }
    // Loading the embedded cloud takes a second, which a usage error need not wait for.
    const { runInvocation } = require("./runInvocation") as typeof RunInvocation;
    return (await runInvocation(args, read.event)) ? exitCode.ok : exitCode.failed;
  },
});
