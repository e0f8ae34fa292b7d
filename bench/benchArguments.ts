import { parseArgs } from "node:util";
import { minOrders } from "./plan";

export const usage = `Usage: npm run bench -- [--json] [--orders N]

Measures the service against a naive baseline, prints each measurement with its
target, and writes tables and a chart to bench/results. The exit code is 0 only
if every target is met, without an avoidable 429 or an incomplete record.

  --json      the last line of stdout is one JSON object
  --orders N  the largest backlog, at least ${minOrders}; the default is 10000
  --help      this text
`;

export interface BenchArguments {
  readonly json: boolean;
  readonly orders: number;
}

/** Throws a TypeError or RangeError for an invalid argument. */
export const benchArguments = (args: readonly string[]): BenchArguments | "help" => {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { json: flag, help: flag, orders: { type: "string", default: "10000" } },
  });
  if (values.help) return "help";
  const orders = Number(values.orders);
  if (!/^\d+$/.test(values.orders) || orders < minOrders)
    throw new RangeError(
      `Expected a whole number of at least ${minOrders} for --orders, got ${values.orders}`,
    );
  return { json: values.json, orders };
};
