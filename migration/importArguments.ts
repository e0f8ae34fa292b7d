import { parseArgs } from "node:util";
import type { Verdict } from "../domain/sampleImport";

export interface ImportArguments {
  readonly stack: string;
  readonly sampleTable: string;
  /** The stack's region if absent. */
  readonly sampleRegion?: string;
  readonly ordersTable: string;
  readonly chunksTable: string;
  readonly writes: boolean;
  readonly report?: string;
  /** ISO. */
  readonly lostSince?: string;
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** The store's API token. */
  readonly token: string;
}

export const usage = `Usage: npm run import-sample -- --stack dev --sample-table NAME --orders-table NAME
       --chunks-table NAME [flags]

Compares the Orders table of order-replication-sample with the store, lists what
the sample lost, truncated, left stale or re-opened, and records the orders that
the sample acknowledged, so that this service never acknowledges them. Reads the
store, and writes nothing there. The store's API token is read from
BIGCOMMERCE_ACCESS_TOKEN, the store and its statuses from Pulumi.<stack>.yaml.

  --stack dev              the stack of this service
  --sample-table NAME      the sample's Orders table
  --orders-table NAME      the Orders table of this service
  --chunks-table NAME      its OrderChunks table
  --write                  write the records; without it, a dry run
  --report FILE            write one JSON line per order
  --acknowledged 101,102   these orders were acknowledged, where nothing shows it
  --not-acknowledged 103   these were not: this service will acknowledge them
  --lost-since 2024-01-31  search for lost orders from then on; by default from
                           the first new order in the sample's table
  --sample-region REGION   the AWS region of the sample, if it is another one
  --help                   this text

An interrupted import is continued by the same command. The exit code is 1 while
an order needs your decision, or could not be imported.
`;

const options = {
  stack: { type: "string" },
  "sample-table": { type: "string" },
  "sample-region": { type: "string" },
  "orders-table": { type: "string" },
  "chunks-table": { type: "string" },
  write: { type: "boolean", default: false },
  report: { type: "string" },
  acknowledged: { type: "string" },
  "not-acknowledged": { type: "string" },
  "lost-since": { type: "string" },
  help: { type: "boolean", default: false },
} as const;

type Given = Readonly<Record<string, string | boolean | undefined>>;

const optional = (given: Given, name: string): string | undefined => {
  const value = given[name];
  if (value === "") throw new RangeError(`Expected a value of --${name}, got nothing`);
  return typeof value === "string" ? value : undefined;
};

const required = (given: Given, name: string, meaning: string): string => {
  const value = optional(given, name);
  if (value === undefined) throw new RangeError(`Expected --${name}, ${meaning}, got none`);
  return value;
};

const orderIds = (given: Given, name: string): number[] => {
  const text = optional(given, name);
  if (text === undefined) return [];
  if (/^[1-9]\d*(,[1-9]\d*)*$/.test(text)) return text.split(",").map(Number);
  throw new RangeError(`Expected --${name} to be order ids such as 101,102, got "${text}"`);
};

const verdictsIn = (given: Given): ReadonlyMap<number, Verdict> => {
  const [acknowledged, others] = ["acknowledged", "not-acknowledged"].map((name) =>
    orderIds(given, name),
  ) as [number[], number[]];
  const both = acknowledged.find((id) => others.includes(id));
  if (both !== undefined)
    throw new RangeError(`Expected one of --acknowledged and --not-acknowledged for order ${both}`);
  return new Map<number, Verdict>([
    ...acknowledged.map((id) => [id, "acknowledged"] as const),
    ...others.map((id) => [id, "not acknowledged"] as const),
  ]);
};

/** False for a day that does not exist, such as 2026-02-31, which Date accepts. */
const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
};

const lostSinceIn = (given: Given): string | undefined => {
  const text = optional(given, "lost-since");
  if (text === undefined) return undefined;
  if (isDay(text)) return new Date(text).toISOString();
  throw new RangeError(`Expected --lost-since to be a date such as 2024-01-31, got "${text}"`);
};

const tokenIn = ({ BIGCOMMERCE_ACCESS_TOKEN: token }: NodeJS.ProcessEnv): string => {
  if (token) return token;
  throw new RangeError("Expected the store's API token in BIGCOMMERCE_ACCESS_TOKEN, got none");
};

const tablesIn = (given: Given): Pick<ImportArguments, "sampleTable" | "ordersTable"> => {
  const sampleTable = required(given, "sample-table", "the sample's Orders table");
  const ordersTable = required(given, "orders-table", "the Orders table of this service");
  if (sampleTable !== ordersTable) return { sampleTable, ordersTable };
  throw new RangeError(`Expected two tables, got "${sampleTable}" twice`);
};

/** Parses the command line; returns an Error if it is invalid. */
export const importArguments = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): ImportArguments | "help" | Error => {
  try {
    const given: Given = parseArgs({ args: [...words], options, strict: true }).values;
    if (given.help === true) return "help";
    return {
      stack: required(given, "stack", "the stack of this service"),
      ...tablesIn(given),
      chunksTable: required(given, "chunks-table", "the OrderChunks table of this service"),
      sampleRegion: optional(given, "sample-region"),
      writes: given.write === true,
      report: optional(given, "report"),
      lostSince: lostSinceIn(given),
      verdicts: verdictsIn(given),
      token: tokenIn(environment),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
