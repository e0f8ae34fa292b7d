import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

/** What the Pulumi program consists of. */
const program = [
  "index.ts",
  "config.ts",
  "ports.ts",
  "package.json",
  "tsconfig.json",
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "Pulumi.staging.yaml",
  "Pulumi.prod.yaml",
  // Those who copied this project may have added functions of their own.
  ...["consumers"].filter((folder) => existsSync(path.join(root, folder))),
  "adapters",
  "domain",
  "handlers",
  "infra",
  "entrypoints",
  "providers",
];

export interface CopiedProject {
  readonly directory: string;
  /** Replaces the first occurrence of a text, which must be there. */
  readonly change: (file: string, from: string, to: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The program in a place of its own, where it can be changed. */
export const copyProject = async (): Promise<CopiedProject> => {
  const directory = await mkdtemp(path.join(tmpdir(), "project-"));
  for (const name of program)
    await cp(path.join(root, name), path.join(directory, name), { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(directory, "node_modules"));
  return {
    directory,
    change: async (file, from, to) => {
      const text = await readFile(path.join(directory, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      await writeFile(path.join(directory, file), text.replace(from, to));
    },
    remove: () => rm(directory, { recursive: true }),
  };
};
