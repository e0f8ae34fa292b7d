import { declareStack } from "../declareStack";
import { openStore } from "../start/openStore";
import { formatInvocation } from "./formatInvocation";
import type { InvokeArguments } from "./invokeArguments";
import { invokeFunction } from "./invokeFunction";

/** A few orders are enough to see what a function does with them. */
const smallStore = { orders: 10, seed: 1 };

/** Invokes the function, prints the result and returns whether the function succeeded. */
export const runInvocation = async (
  { functionName, json }: InvokeArguments,
  event: unknown,
): Promise<boolean> => {
  const opened = await openStore(smallStore);
  try {
    const stack = await declareStack({ stack: "dev", config: opened.settings });
    const result = await invokeFunction({ functionName, event, stack, opened });
    const text = json
      ? `${JSON.stringify({ function: functionName, ...result })}\n`
      : formatInvocation(functionName, result);
    process.stdout.write(text);
    return result.error === undefined;
  } finally {
    await opened.store.close();
  }
};
