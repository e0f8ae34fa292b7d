import { parseArgs } from "node:util";
import { isVersion } from "./isNewerVersion";

export const usage = `Usage: npm run release -- <version>

Cuts a release on the branch main: dates the CHANGELOG, sets the version of the
package, deploys the program to the embedded cloud by a Pulumi CLI and keeps the
state in test/deployments/releases, runs npm run check, commits, and tags.
Pushes nothing. Where a step fails, everything is undone.

  <version>  later than the last one, such as 0.2.0
  --help     this text
`;

export interface ReleaseArguments {
  readonly version: string;
}

const versionOf = (words: readonly string[]): string => {
  const [version = "", ...others] = words;
  if (isVersion(version) && others.length === 0) return version;
  const got = words.length === 0 ? "nothing" : `"${words.join(" ")}"`;
  throw new RangeError(`Expected one version, such as 0.2.0, got ${got}`);
};

/** Parses the command line; returns an Error if it is invalid. */
export const releaseArguments = (words: readonly string[]): ReleaseArguments | "help" | Error => {
  const options = { help: { type: "boolean", default: false } } as const;
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return parsed.values.help ? "help" : { version: versionOf(parsed.positionals) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
