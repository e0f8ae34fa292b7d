import { existsSync, readdirSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { shippedSettings, stackFileText } from "./stackFiles";

const root = path.join(__dirname, "..", "..");

/** The files and folders of the Pulumi program. */
const program = [
  "index.ts",
  "config.ts",
  "ports.ts",
  "package.json",
  "tsconfig.json",
  "Pulumi.yaml",
  // Forks of this project may have added functions.
  ...["consumers"].filter((folder) => existsSync(path.join(root, folder))),
  "adapters",
  "domain",
  "handlers",
  "infra",
  "entrypoints",
  "providers",
];

/** Everything that a clone has, except for its history. */
const wholeProject = (): readonly string[] =>
  readdirSync(root).filter((name) => !["node_modules", ".git"].includes(name));

export interface CopiedProject {
  readonly directory: string;
  /** Replaces the first occurrence of a text. @throws when the file lacks the text */
  readonly change: (file: string, from: string, to: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * A copy of the program in a temporary folder, where tests can change the copy. The stack files are copied
 * without what an owner added: another passphrase or key encrypts it, and a test has settings of its own.
 */
export const copyProject = async (names: readonly string[] = program): Promise<CopiedProject> => {
  const directory = await mkdtemp(path.join(tmpdir(), "project-"));
  for (const name of names)
    await cp(path.join(root, name), path.join(directory, name), { recursive: true });
  for (const stack of ["dev", "staging", "prod"]) {
    const shipped = stackFileText(shippedSettings(stack));
    await writeFile(path.join(directory, `Pulumi.${stack}.yaml`), shipped);
  }
  await symlink(path.join(root, "node_modules"), path.join(directory, "node_modules"));
  return {
    directory,
    change: async (file, from, to) => {
      const text = await readFile(path.join(directory, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
      await writeFile(path.join(directory, file), text.replace(from, to));
    },
    remove: () => rm(directory, { recursive: true }),
  };
};

/** With tests and documents, as a clone. */
export const copyWholeProject = (): Promise<CopiedProject> => copyProject(wholeProject());
