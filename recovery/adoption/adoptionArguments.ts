import { parseArgs } from "node:util";

export interface AdoptionArguments {
  readonly stack: string;
  /** The logical name of the declared table. */
  readonly table: string;
  /** The physical name of the table to adopt. */
  readonly name: string;
}

export const usage = `Usage: npm run adopt-table -- --stack dev --table orders --name NAME

Changes Pulumi's state so that the declared table is the existing table NAME, such
as a restored one, and reads the settings of that table. Changes nothing in AWS: the
next update points the functions to the table, and sets stream, TTL, tags, protection
and point-in-time recovery. The table of before stays in AWS, outside of the state.

  --stack dev       the stack
  --table orders    the declared table: orders, order-chunks, jobs or webhooks
  --name NAME       the existing table
  --help            this text
`;

const options = {
  stack: { type: "string" },
  table: { type: "string" },
  name: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Parses the command line; returns an Error if it is invalid. */
export const adoptionArguments = (words: readonly string[]): AdoptionArguments | "help" | Error => {
  try {
    const { help, ...given } = parseArgs({ args: [...words], options, strict: true }).values;
    if (help) return "help";
    const { stack, table, name } = given;
    if (stack && table && name) return { stack, table, name };
    throw new RangeError("Expected --stack, --table and --name, each with a value");
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
