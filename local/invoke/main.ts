import { exitCode, runMain } from "../runMain";
import { readEvent, sampleEventNames } from "./eventFile";
import { type InvokeArguments, invokeArguments, usage } from "./invokeArguments";
import type * as RunInvocation from "./runInvocation";

const printUsage = ({ message }: Error): number => {
  process.stderr.write(`${message}\n\n${usage}`);
  return exitCode.usage;
};

const eventOf = ({ functionName, eventFile }: InvokeArguments): { event: unknown } | Error => {
  try {
    return { event: readEvent(functionName, eventFile) };
  } catch (error) {
    return error as Error;
  }
};

runMain(async () => {
  const args = invokeArguments(process.argv.slice(2), sampleEventNames());
  if (args instanceof Error) return printUsage(args);
  if (args === "help") {
    process.stdout.write(usage);
    return exitCode.ok;
  }
  const read = eventOf(args);
  if (read instanceof Error) return printUsage(read);
  // Loading the embedded cloud takes a second, which a usage error need not wait for.
  const { runInvocation } = require("./runInvocation") as typeof RunInvocation;
  return (await runInvocation(args, read.event)) ? exitCode.ok : exitCode.failed;
});
