import { declareStack, type StackSettings } from "./declareStack";
import type * as OpenStore from "./start/openStore";
import type * as Session from "./start/session";
import { startArguments, type StartArguments, usage } from "./start/startArguments";

const refused = 2;
const failed = 1;
const interruptedCode = 130;

const onInterrupt = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });

const start = async (args: StartArguments): Promise<number> => {
  const interrupted = onInterrupt();
  let configure: (settings: StackSettings) => void = () => undefined;
  const config = new Promise<StackSettings>((resolve) => {
    configure = resolve;
  });
  const declared = declareStack({ stack: "dev", config });
  declared.catch(() => undefined); // whoever awaits it hears of it
  // Each part is loaded when it is needed: Pulumi, in a process of its own, starts up meanwhile.
  const { openStore } = require("./start/openStore") as typeof OpenStore;
  const { store, secret, settings } = await openStore(args);
  configure(settings);
  const { runSession } = require("./start/session") as typeof Session;
  const session = runSession({ args, store, secret, declared, interrupted });
  const end = args.once ? interrupted.then(() => interruptedCode) : session;
  return Promise.race([session, end]).finally(() => store.close());
};

// It speaks of this machine's Node, to people who only want to see orders arrive.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const main = async (): Promise<number> => {
  const wanted = startArguments(process.argv.slice(2), process.env);
  if (wanted === "help") {
    process.stdout.write(usage);
    return 0;
  }
  if (wanted instanceof Error) {
    process.stderr.write(`${wanted.message}\n\n${usage}`);
    return refused;
  }
  return start(wanted);
};

main().then(
  (code) => process.exit(code),
  (problem: unknown) => {
    process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    process.exit(failed);
  },
);
