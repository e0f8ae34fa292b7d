import { parseArgs } from "node:util";

export interface ImportStackArguments {
  readonly stack: string;
  /** Written by `pulumi preview --import-file`. */
  readonly file: string;
  readonly writes: boolean;
}

export const usage = `Usage: npm run import-stack -- --stack dev --file import.json [--write]

Finds the resources of a stack whose state is lost, and imports them into its state.
import.json is what "pulumi preview --import-file import.json" wrote: every resource
that the program declares. Changes nothing in AWS. Without --write it reads AWS, by the
AWS CLI, and prints what it found.

  --stack dev          the stack, whose state is empty
  --file import.json   an id in this file, in place of ${"<PLACEHOLDER>"}, is taken as given
  --write              import what was found, and keep its generated names
  --help               this text
`;

const options = {
  stack: { type: "string" },
  file: { type: "string" },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Parses the command line; returns an Error if it is invalid. */
export const importStackArguments = (
  words: readonly string[],
): ImportStackArguments | "help" | Error => {
  try {
    const { help, write, stack, file } = parseArgs({
      args: [...words],
      options,
      strict: true,
    }).values;
    if (help) return "help";
    if (stack && file) return { stack, file, writes: write };
    throw new RangeError("Expected --stack and --file, each with a value");
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
