import { parseArgs } from "node:util";
import type { ScenarioOptions } from "./world/scenario";

export interface SimulateArguments extends ScenarioOptions {
  readonly first: number;
  readonly last: number;
  readonly trace: boolean;
  readonly json: boolean;
  readonly bail: boolean;
}

export const usage = `Usage: npm run simulate -- [flags]

Deterministic fault simulation: runs the real handlers on a virtual clock against
a simulated store, injects faults and checks invariants. A seed gives the same run
on every machine.

  --seeds 1..100   the seeds to run, or a single seed
  --orders 20      orders per seed, at least
  --hours 72       simulated hours per seed, until faults and workload end
  --trace          print every event; for a single seed
  --bail           stop at the first seed with a violation
  --json           print the report as one JSON object
  --help           print this text
`;

const options = {
  seeds: { type: "string", default: "1..100" },
  orders: { type: "string", default: "20" },
  hours: { type: "string", default: "72" },
  trace: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  bail: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const maximums = { orders: 10_000, hours: 120 };

const parseCount = (name: keyof typeof maximums, text: string): number => {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= maximums[name]) return Number(text);
  throw new RangeError(
    `Expected --${name} to be a whole number from 1 to ${maximums[name]}, got "${text}"`,
  );
};

const parseRange = (text: string): readonly [first: number, last: number] => {
  const [, first, last = first] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  if (first && Number(first) <= Number(last)) return [Number(first), Number(last)];
  throw new RangeError(
    `Expected --seeds to be a seed like 17 or a range like 1..1000, got "${text}"`,
  );
};

/** Parses the command line. @throws a TypeError or RangeError for invalid arguments */
export const simulateArguments = (args: readonly string[]): SimulateArguments | "help" => {
  const { values } = parseArgs({ args: [...args], options, strict: true });
  if (values.help) return "help";
  const [first, last] = parseRange(values.seeds);
  const { trace, json, bail } = values;
  if (trace && first !== last) throw new RangeError("Expected one seed with --trace");
  const counts = {
    orders: parseCount("orders", values.orders),
    hours: parseCount("hours", values.hours),
  };
  return { first, last, trace, json, bail, ...counts };
};
