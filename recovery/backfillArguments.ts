import { parseArgs } from "node:util";

export interface BackfillArguments {
  readonly stack: string;
  readonly ordersTable: string;
  readonly chunksTable: string;
  readonly previousTable?: string;
  readonly webhooksTable: string;
  readonly queueUrl: string;
  /** ISO. */
  readonly restoredTo: string;
  readonly writes: boolean;
  readonly report?: string;
  /** The store's API token. */
  readonly token: string;
}

export const usage = `Usage: npm run backfill -- --stack dev --restored-to TIME --orders-table NAME
       --chunks-table NAME --webhooks-table NAME --queue-url URL [flags]

Compares the orders that changed in the store since TIME with the restored Orders
table, records what was acknowledged since, refreshes older records, and enqueues
orders that are still new. Reads the store, and writes nothing there. Run it while
the Orders queue is paused. The store's API token is read from
BIGCOMMERCE_ACCESS_TOKEN, the store and its statuses from Pulumi.<stack>.yaml.

  --stack dev              the stack of this service
  --restored-to TIME       the instant of the restore, such as 2026-01-31T09:30:00Z
  --orders-table NAME      the restored Orders table
  --chunks-table NAME      its OrderChunks table
  --previous-table NAME    the Orders table of before: shows what was acknowledged
  --webhooks-table NAME    the Webhooks table: shows it too
  --queue-url URL          the Orders queue
  --write                  write records and messages; without it, a dry run
  --report FILE            write one JSON line per order
  --help                   this text

An interrupted run is continued by the same command. The exit code is 1 while an
order failed, or was written by the service meanwhile.
`;

const options = {
  stack: { type: "string" },
  "restored-to": { type: "string" },
  "orders-table": { type: "string" },
  "chunks-table": { type: "string" },
  "previous-table": { type: "string" },
  "webhooks-table": { type: "string" },
  "queue-url": { type: "string" },
  write: { type: "boolean", default: false },
  report: { type: "string" },
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

/** A time without an offset would be local time, and another instant on another machine. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const restoredToIn = (given: Given): string => {
  const text = required(given, "restored-to", "the instant of the restore");
  const date = new Date(text);
  if (instant.test(text) && !Number.isNaN(date.getTime())) return date.toISOString();
  throw new RangeError(
    `Expected --restored-to to be an instant such as 2026-01-31T09:30:00Z, got "${text}"`,
  );
};

const tokenIn = ({ BIGCOMMERCE_ACCESS_TOKEN: token }: NodeJS.ProcessEnv): string => {
  if (token) return token;
  throw new RangeError("Expected the store's API token in BIGCOMMERCE_ACCESS_TOKEN, got none");
};

const tablesIn = (given: Given): Pick<BackfillArguments, "ordersTable" | "previousTable"> => {
  const ordersTable = required(given, "orders-table", "the restored Orders table");
  const previousTable = optional(given, "previous-table");
  if (previousTable !== ordersTable) return { ordersTable, previousTable };
  throw new RangeError(`Expected two tables, got "${ordersTable}" twice`);
};

/** Parses the command line; returns an Error if it is invalid. */
export const backfillArguments = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): BackfillArguments | "help" | Error => {
  try {
    const given: Given = parseArgs({ args: [...words], options, strict: true }).values;
    if (given.help === true) return "help";
    return {
      stack: required(given, "stack", "the stack of this service"),
      ...tablesIn(given),
      chunksTable: required(given, "chunks-table", "the OrderChunks table"),
      webhooksTable: required(given, "webhooks-table", "the Webhooks table"),
      queueUrl: required(given, "queue-url", "the URL of the Orders queue"),
      restoredTo: restoredToIn(given),
      writes: given.write === true,
      report: optional(given, "report"),
      token: tokenIn(environment),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
