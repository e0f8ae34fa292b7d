import { parseArgs } from "node:util";

export const usage = `Usage: npm run bench -- [--json]

Measures the service beside a straightforward way of doing the same, and prints each figure beside its aim.
Ends with exit code 0 only if every aim is reached, with no avoidable 429 and every record complete.

  --json   the last line of stdout is one JSON object
  --help   this text
`;

export interface BenchArguments {
  readonly json: boolean;
}

/** Throws a TypeError that says what is wrong with them. */
export const benchArguments = (args: readonly string[]): BenchArguments | "help" => {
  const flag = { type: "boolean", default: false } as const;
  const { json, help } = parseArgs({ args: [...args], options: { json: flag, help: flag } }).values;
  return help ? "help" : { json };
};
