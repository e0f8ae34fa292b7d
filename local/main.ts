import { declareStack, type StackSettings } from "./declareStack";
import { exitCode, runCommand } from "./runCommand";
import type * as OpenStore from "./start/openStore";
import type * as Session from "./start/session";
import { startArguments, type StartArguments, usage } from "./start/startArguments";

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
  declared.catch(() => undefined); // handled where it is awaited
  // Modules are loaded only when needed, while the child process loads Pulumi.
  const { openStore } = require("./start/openStore") as typeof OpenStore;
  const { store, secret, settings } = await openStore(args);
  configure(settings);
  const { runSession } = require("./start/session") as typeof Session;
  const session = runSession({ args, store, secret, declared, interrupted });
  const end = args.once ? interrupted.then(() => exitCode.interrupted) : session;
  return Promise.race([session, end]).finally(() => store.close());
};

runCommand({
  args: startArguments(process.argv.slice(2), process.env),
  usage,
  run: start,
});
