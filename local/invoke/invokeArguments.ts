import { parseArgs } from "node:util";

export interface InvokeArguments {
  /** As the stack's output `functionNames` calls it. */
  readonly functionName: string;
  /** The file of the event; the function's sample if absent. */
  readonly eventFile?: string;
  readonly json: boolean;
}

export const usage = `Usage: npm run invoke -- <function> [event.json] [flags]

Runs one function as it would be uploaded, beside a simulated store, and shows
what came of it.

  <function>    pollOrders, processOrders or receiveWebhook
  [event.json]  what it is called with; events/<function>.json unless given. In
                its texts, \${STORE_HASH}, \${WEBHOOK_SECRET} and \${ORDER_ID} stand
                for those of the simulated store: the last for a new order
  --json        stdout is one JSON object
  --help        this text

The exit code is 1 if the function failed. FUNCTIONS_NODE names the executable
of another Node, to run it.
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

/** Reads the command line: the arguments, "help", or the reason why it makes no sense. */
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
      throw new RangeError(`Expected one event, got ${others.length} words more: ${others[0]}`);
    }
    return { functionName, eventFile, json: values.json };
  } catch (problem) {
    return problem instanceof Error ? problem : new Error(String(problem));
  }
};
