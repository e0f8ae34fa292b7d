import { parseArgs } from "node:util";

export interface InvokeArguments {
  /** A key of the stack's output `functionNames`. */
  readonly functionName: string;
  /** The file of the event; the function's sample if absent. */
  readonly eventFile?: string;
  readonly json: boolean;
}

export const usage = `Usage: npm run invoke -- <function> [event.json] [flags]

Runs one function as it would be uploaded, against a simulated store, and shows
its log, its result and its side effects.

  <function>    pollOrders, processOrders or receiveWebhook
  [event.json]  the event; by default events/<function>.json. In its strings,
                \${STORE_HASH}, \${WEBHOOK_SECRET} and \${ORDER_ID} are replaced by
                those of the simulated store and of one of its new orders
  --json        stdout is one JSON object
  --help        this text

The exit code is 1 if the function fails. FUNCTIONS_NODE names another Node
executable to run it.
`;

const options = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const joinNames = (names: readonly string[]): string =>
  [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" or ");

const knownFunction = (given: string | undefined, known: readonly string[]): string => {
  if (given !== undefined && known.includes(given)) return given;
  const got = given === undefined ? "nothing" : `"${given}"`;
  throw new RangeError(`Expected a function, ${joinNames(known)}, got ${got}`);
};

/** Parses the command line; returns an Error if it is invalid. */
export const invokeArguments = (
  words: readonly string[],
  functions: readonly string[],
): InvokeArguments | "help" | Error => {
  try {
    const strict = { args: [...words], options, allowPositionals: true, strict: true } as const;
    const { values, positionals } = parseArgs(strict);
    if (values.help) return "help";
    const [name, eventFile, ...others] = positionals;
    const functionName = knownFunction(name, functions);
    if (others.length > 0) {
      throw new RangeError(`Expected one event, got ${others.length} more: ${others[0]}`);
    }
    return { functionName, eventFile, json: values.json };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
