import { parseArgs } from "node:util";

export interface DeploymentsArguments {
  readonly isEverything: boolean;
  readonly seed: number;
  /** All parts where none is named. */
  readonly only: readonly string[];
}

export const usage = `Usage: npm run deployments -- [flags]

Deployments on Pulumi's own engine. Failures are tested at a sample of positions.

  --all           fail at every position
  --seed 17       the seed of the sample; a random one by default
  --only drift    one part; may be repeated
  --help          print this text
`;

const options = {
  all: { type: "boolean", default: false },
  seed: { type: "string" },
  only: { type: "string", multiple: true },
  help: { type: "boolean", default: false },
} as const;

const maxSeed = 999_999_999;

const parseSeed = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`Expected --seed to be a number of at most nine digits, got "${text}"`);
};

/** Parses the command line. @throws a TypeError or RangeError for invalid arguments */
export const deploymentsArguments = (
  args: readonly string[],
  parts: readonly string[],
  random: () => number = Math.random,
): DeploymentsArguments | "help" => {
  const { values } = parseArgs({ args: [...args], options, strict: true });
  if (values.help) return "help";
  const { all, only = [] } = values;
  const unknown = only.find((part) => !parts.includes(part));
  if (unknown !== undefined)
    throw new RangeError(`Expected --only to be one of ${parts.join(", ")}, got "${unknown}"`);
  const seed = values.seed === undefined ? Math.floor(random() * maxSeed) : parseSeed(values.seed);
  return { isEverything: all, seed, only };
};
