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

A simulated BigCommerce store on this machine.

  --port 8080          where it listens; 0 takes any free port
  --orders 200         how many orders it opens with
  --seed 7             the same seed gives the same orders
  --store-hash abc123  the store's hash
  --token secret       the API token that it accepts
  --latency 0          milliseconds that every answer takes
  --span 90            minutes before now in which the orders were created
  --help               this text
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

const largestSeed = 2 ** 32 - 1;

/** Reads the command line: the arguments, "help", or the reason why it makes no sense. */
export const storeArguments = (words: readonly string[]): StoreArguments | "help" | Error => {
  try {
    const { values } = parseArgs({
      args: [...words],
      options,
      strict: true,
      allowPositionals: false,
    });
    if (values.help) return "help";
    const whole = (
      name: "port" | "orders" | "seed" | "latency" | "span",
      max: number,
      min = 0,
    ): number => {
      const number = Number(values[name]);
      if (!/^\d+$/.test(values[name]) || number > max || number < min) {
        throw new RangeError(
          `Expected --${name} to be a whole number from ${min} to ${max}, got "${values[name]}"`,
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
      port: whole("port", 65_535),
      orders: whole("orders", 1_000_000),
      seed: whole("seed", largestSeed),
      hash: values["store-hash"],
      token: values.token,
      latencyMs: whole("latency", 600_000),
      spanMinutes: whole("span", 5_256_000, 1),
    };
  } catch (problem) {
    return problem instanceof Error ? problem : new Error(String(problem));
  }
};
