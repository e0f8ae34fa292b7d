import { parseArgs } from "node:util";

export interface StoreArguments {
  readonly port: number;
  readonly orders: number;
  readonly seed: number;
  readonly hash: string;
  readonly token: string;
  readonly latencyMs: number;
  readonly spanMinutes: number;
}

export const usage = `Usage: npm run store -- [flags]

Runs a simulated BigCommerce store on this machine.

  --port 8080          port to listen on; 0 picks a free port
  --orders 200         number of initial orders
  --seed 7             random seed; the same seed gives the same orders
  --store-hash abc123  store hash
  --token secret       accepted API token
  --latency 0          latency of each response, in milliseconds
  --span 90            age of the oldest initial order, in minutes
  --help               print this text
`;

const options = {
  port: { type: "string", default: "8080" },
  orders: { type: "string", default: "200" },
  seed: { type: "string", default: "7" },
  "store-hash": { type: "string", default: "abc123" },
  token: { type: "string", default: "secret" },
  latency: { type: "string", default: "0" },
  span: { type: "string", default: "90" },
  help: { type: "boolean", default: false },
} as const;

const maxSeed = 2 ** 32 - 1;

/** Parses the command line; an invalid one returns an Error. */
export const storeArguments = (args: readonly string[]): StoreArguments | "help" | Error => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options,
      strict: true,
      allowPositionals: false,
    });
    if (values.help) return "help";
    const integer = (
      name: "port" | "orders" | "seed" | "latency" | "span",
      max: number,
      min = 0,
    ): number => {
      const number = Number(values[name]);
      if (!/^\d+$/.test(values[name]) || number > max || number < min) {
        throw new RangeError(
          `Expected --${name} to be an integer from ${min} to ${max}, got "${values[name]}"`,
        );
      }
      return number;
    };
    if (!/^[A-Za-z0-9_-]+$/.test(values["store-hash"]))
      throw new RangeError(
        `Expected --store-hash to be letters and digits, got "${values["store-hash"]}"`,
      );
    if (values.token === "") throw new RangeError("Expected --token not to be empty");
    return {
      port: integer("port", 65_535),
      orders: integer("orders", 1_000_000),
      seed: integer("seed", maxSeed),
      hash: values["store-hash"],
      token: values.token,
      latencyMs: integer("latency", 600_000),
      spanMinutes: integer("span", 5_256_000, 1),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
