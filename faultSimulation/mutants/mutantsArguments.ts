import { parseArgs } from "node:util";
import { type Mutant, mutants } from "./mutants";

export const usage = `Usage: npm run mutants -- [words]

Plants faults in a copy of the project, one after another, and shows which check
notices each.

  words    only the faults whose description contains them
  --help   this text
`;

/** The faults that the command line asks for. @throws a TypeError or RangeError that says what is wrong */
export const mutantsArguments = (args: readonly string[]): readonly Mutant[] | "help" => {
  const options = { help: { type: "boolean", default: false } } as const;
  const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  if (parsed.values.help) return "help";
  if (parsed.positionals.length === 0) return mutants;
  const words = parsed.positionals.join(" ");
  const wanted = mutants.filter(({ fault }) => fault.includes(words));
  if (wanted.length === 0) throw new RangeError(`No fault is described by "${words}"`);
  return wanted;
};
