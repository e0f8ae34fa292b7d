import { parseArgs } from "node:util";
import { type Mutant, mutants } from "./mutants";

export const usage = `Usage: npm run mutants -- [words]

Mutation testing: applies one mutant after the other to a copy of the project, and
shows which invariant or test kills each.

  words    run only the mutants whose description contains these words
  --help   print this text
`;

/** The mutants that the command line selects. @throws a TypeError or RangeError for invalid arguments */
export const mutantsArguments = (args: readonly string[]): readonly Mutant[] | "help" => {
  const options = { help: { type: "boolean", default: false } } as const;
  const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  if (parsed.values.help) return "help";
  if (parsed.positionals.length === 0) return mutants;
  const words = parsed.positionals.join(" ");
  const selected = mutants.filter(({ fault }) => fault.includes(words));
  if (selected.length === 0) throw new RangeError(`No mutant is described by "${words}"`);
  return selected;
};
