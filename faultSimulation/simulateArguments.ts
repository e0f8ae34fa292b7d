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

Runs the real handlers on a virtual clock against a simulated store, and breaks
everything that can break. Each seed is a run of its own, the same one wherever
it runs.

  --seeds 1..100   which seeds; a single number is one seed
  --orders 20      at least so many orders a seed
  --hours 72       so many simulated hours a seed, and then a quiet time
  --trace          print everything that happened; one seed only
  --bail           stop at the first seed that breaks a promise
  --json           the report as one JSON object
  --help           this text
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

const largest = { orders: 10_000, hours: 120 };

const whole = (name: keyof typeof largest, text: string): number => {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= largest[name]) return Number(text);
  throw new RangeError(
    `Expected --${name} to be a whole number from 1 to ${largest[name]}, got "${text}"`,
  );
};

const range = (text: string): readonly [first: number, last: number] => {
  const [, first, last = first] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  if (first && Number(first) <= Number(last)) return [Number(first), Number(last)];
  throw new RangeError(`Expected --seeds to be like 17 or 1..1000, got "${text}"`);
};

/** What the command line asks for. @throws when it cannot be understood */
export const simulateArguments = (args: readonly string[]): SimulateArguments | "help" => {
  const { values } = parseArgs({ args: [...args], options, strict: true });
  if (values.help) return "help";
  const [first, last] = range(values.seeds);
  const { trace, json, bail } = values;
  if (trace && first !== last) throw new RangeError("Expected one seed with --trace");
  const wishes = { orders: whole("orders", values.orders), hours: whole("hours", values.hours) };
  return { first, last, trace, json, bail, ...wishes };
};
