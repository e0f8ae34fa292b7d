import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export interface StubbedStack {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const script = (stack: StubbedStack): string => `#!/usr/bin/env node
const { outputs, secrets } = ${JSON.stringify(stack)};
const given = process.argv.slice(2).join(" ");
const [, output] = /^stack output (\\w+) --json$/.exec(given) ?? [];
const [, key] = /^config get (\\w+)$/.exec(given) ?? [];
const answer = output ? JSON.stringify(outputs[output]) : secrets[key];
if (answer === undefined) throw new Error("Not stubbed: pulumi " + given);
console.log(answer);
`;

/** A folder for the PATH with a `pulumi` that prints outputs and secrets of a stack, and can do nothing else. */
export const pulumiStub = async (directory: string, stack: StubbedStack): Promise<string> => {
  const folder = path.join(directory, "pulumi-stub");
  await mkdir(folder);
  await writeFile(path.join(folder, "pulumi"), script(stack));
  await chmod(path.join(folder, "pulumi"), 0o755);
  return folder;
};
