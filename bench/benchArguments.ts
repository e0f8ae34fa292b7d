import { parseArgs } from "node:util";
import { minOrders } from "./plan";

export const usage = `Usage: npm run bench -- [--json] [--orders N]

Measures the service beside a straightforward way of doing the same, prints each
figure beside its aim, and writes tables and a chart to bench/results. Ends with
exit code 0 only if every aim is reached, with no avoidable 429 and every record
complete.

  --json      the last line of stdout is one JSON object
  --orders N  the largest backlog, 10000 unless told otherwise; ${minOrders} at least
  --help      this text
`;

export interface BenchArguments {
  readonly json: boolean;
  readonly orders: number;
}

/** Throws a TypeError or RangeError that says what is wrong with them. */
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
      `--orders takes a whole number from ${minOrders} on, got ${values.orders}`,
    );
  return { json: values.json, orders };
};
