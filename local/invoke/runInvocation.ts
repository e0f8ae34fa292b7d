import { declareStack } from "../declareStack";
import { openStore } from "../start/openStore";
import { formatInvocation } from "./formatInvocation";
import type { InvokeArguments } from "./invokeArguments";
import { invokeFunction } from "./invokeFunction";

/** A store of a few orders: enough to see what a function does with them. */
const smallStore = { orders: 10, seed: 1 };

/** Runs the function that the command line asks for and prints what came of it; whether it succeeded. */
export const runInvocation = async (
  { functionName, json }: InvokeArguments,
  event: unknown,
): Promise<boolean> => {
  const opened = await openStore(smallStore);
  try {
    const stack = await declareStack({ stack: "dev", config: opened.settings });
    const invoked = await invokeFunction({ functionName, event, stack, opened });
    const text = json
      ? `${JSON.stringify({ function: functionName, ...invoked })}\n`
      : formatInvocation(functionName, invoked);
    process.stdout.write(text);
    return invoked.error === undefined;
  } finally {
    await opened.store.close();
  }
};
