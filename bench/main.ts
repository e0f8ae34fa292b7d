import { parseArgs } from "node:util";
import Table from "cli-table3";
import { measureStore } from "./measureStore";
import { type Measure, storeMeasures } from "./storeMeasures";

const usage = `Usage: npm run bench -- [--json]

Measures this project and prints each figure beside its aim.

  --json   the last line of stdout is one JSON object
  --help   this text
`;

const verdict = ({ value, aim }: Measure): string => (value <= aim ? "reached" : "missed");

const print = (measures: readonly Measure[]): void => {
  const table = new Table({
    head: ["Measure", "Measured", "Aim", ""],
    style: { head: [], border: [] },
  });
  for (const measure of measures) {
    const { name, value, aim, unit } = measure;
    table.push([name, `${value.toFixed(0)} ${unit}`, `≤ ${aim} ${unit}`, verdict(measure)]);
  }
  process.stdout.write(`${table.toString()}\n`);
};

const main = async (json: boolean): Promise<number> => {
  process.stderr.write("Measuring the simulated store with 100,000 orders …\n");
  const measures = storeMeasures(await measureStore(100_000));
  print(measures);
  if (json) process.stdout.write(`${JSON.stringify({ measures })}\n`);
  return measures.every((measure) => verdict(measure) === "reached") ? 0 : 1;
};

const readArguments = () => {
  try {
    const json = { type: "boolean", default: false } as const;
    return parseArgs({ options: { json, help: json } }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
};

const { json, help } = readArguments();
if (help) process.stdout.write(usage);
else void main(json).then((code) => process.exit(code));
