import { parseArgs } from "node:util";

/** A store that this program does not simulate. */
export interface ExternalStore {
  readonly url: string;
  readonly hash: string;
  readonly token: string;
  readonly acknowledge: "on" | "plan";
}

export interface StartArguments {
  /** Exit when every new order is replicated. */
  readonly once: boolean;
  readonly json: boolean;
  readonly orders: number;
  readonly seed: number;
  /** The simulated store if absent. */
  readonly external?: ExternalStore;
}

export const usage = `Usage: npm start -- [flags]

Runs the whole service on this machine, against a simulated BigCommerce store.

  --once               exit when every new order is replicated
  --json               the last line of stdout is one JSON object
  --orders 60          how many orders the simulated store opens with
  --seed 1             the same seed gives the same orders
  --store-url URL      another store's API, as https://api.bigcommerce.com, with
  --store-hash HASH    its hash, and its API token in BIGCOMMERCE_ACCESS_TOKEN
  --acknowledge plan   for that store: plan is a dry run that writes nothing,
                       on sets statuses; the simulated store's are always set
  --help               this text

FUNCTIONS_NODE names another Node executable to run the functions.
`;

const options = {
  once: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  orders: { type: "string" },
  seed: { type: "string" },
  "store-url": { type: "string" },
  "store-hash": { type: "string" },
  acknowledge: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

type Given = Readonly<Record<string, string | boolean | undefined>>;

const maximum = { orders: 100_000, seed: 2 ** 32 - 1 };

const wholeNumber = (given: Given, name: "orders" | "seed", fallback: number): number => {
  const text = given[name] ?? String(fallback);
  if (typeof text !== "string" || !/^\d+$/.test(text) || Number(text) > maximum[name]) {
    throw new RangeError(
      `Expected --${name} to be a whole number from 0 to ${maximum[name]}, got "${text}"`,
    );
  }
  return Number(text);
};

const storeUrl = (given: unknown): string => {
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw new RangeError(`Expected --store-url to be an http or https URL, got "${String(given)}"`);
  }
  return url.href.replace(/\/$/, "");
};

const acknowledgeMode = (given: unknown): "on" | "plan" => {
  const chosen = given ?? "plan";
  if (chosen === "on" || chosen === "plan") return chosen;
  throw new RangeError(`Expected --acknowledge to be on or plan, got "${String(given)}"`);
};

const rejectFlags = (given: Given, names: readonly string[], reason: string): void => {
  const name = names.find((candidate) => given[candidate] !== undefined);
  if (name !== undefined) throw new RangeError(`--${name} is not allowed here: ${reason}`);
};

const externalStore = (given: Given, token: string | undefined): ExternalStore | undefined => {
  if (given["store-url"] === undefined) {
    rejectFlags(given, ["store-hash", "acknowledge"], "it requires --store-url");
    return undefined;
  }
  rejectFlags(given, ["orders", "seed"], "the store of --store-url has its own orders");
  const hash = given["store-hash"];
  if (typeof hash !== "string" || hash === "") {
    throw new RangeError("--store-url needs --store-hash, the store's hash");
  }
  if (token === undefined || token === "") {
    throw new RangeError("--store-url needs the store's API token in BIGCOMMERCE_ACCESS_TOKEN");
  }
  const acknowledge = acknowledgeMode(given.acknowledge);
  return { url: storeUrl(given["store-url"]), hash, token, acknowledge };
};

/** Parses the command line; returns an Error if it is invalid. */
export const startArguments = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): StartArguments | "help" | Error => {
  try {
    const given: Given = parseArgs({ args: [...words], options, strict: true }).values;
    if (given.help === true) return "help";
    return {
      once: given.once === true,
      json: given.json === true,
      orders: wholeNumber(given, "orders", 60),
      seed: wholeNumber(given, "seed", 1),
      external: externalStore(given, environment.BIGCOMMERCE_ACCESS_TOKEN),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
