import { readEvent, sampleEventNames } from "./eventFile";
import { type InvokeArguments, invokeArguments, usage } from "./invokeArguments";
import type * as RunInvocation from "./runInvocation";

const exitCode = { fine: 0, failed: 1, refused: 2 } as const;

// It speaks of this machine's Node, to people who only want to see what a function does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const refuse = ({ message }: Error): number => {
  process.stderr.write(`${message}\n\n${usage}`);
  return exitCode.refused;
};

const eventOf = ({ functionName, eventFile }: InvokeArguments): { event: unknown } | Error => {
  try {
    return { event: readEvent(functionName, eventFile) };
  } catch (problem) {
    return problem as Error;
  }
};

const main = async (): Promise<number> => {
  const wanted = invokeArguments(process.argv.slice(2), sampleEventNames());
  if (wanted instanceof Error) return refuse(wanted);
  if (wanted === "help") {
    process.stdout.write(usage);
    return exitCode.fine;
  }
  const given = eventOf(wanted);
  if (given instanceof Error) return refuse(given);
  // Loaded only now: an embedded cloud takes a second, a wrong word need not wait for it.
  const { runInvocation } = require("./runInvocation") as typeof RunInvocation;
  return (await runInvocation(wanted, given.event)) ? exitCode.fine : exitCode.failed;
};

main().then(
  (code) => process.exit(code),
  (problem: unknown) => {
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    process.exit(exitCode.failed);
  },
);
