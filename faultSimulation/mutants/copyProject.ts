import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Mutant } from "./mutants";

/** A copy of the project to apply mutants to. */
export interface ProjectCopy {
  readonly folder: string;
  /** Applies a mutant and returns a function that reverts it; false unless `search` occurs exactly once. */
  readonly apply: (mutant: Mutant) => (() => void) | false;
  readonly remove: () => void;
}

const root = path.join(__dirname, "..", "..");
const excluded = new Set(["node_modules", ".git", "coverage"]);

export const copyProject = (): ProjectCopy => {
  const folder = mkdtempSync(path.join(tmpdir(), "order-replication-mutants-"));
  const filter = (file: string): boolean => !excluded.has(path.relative(root, file));
  cpSync(root, folder, { recursive: true, filter });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return {
    folder,
    apply({ file, search, replace }) {
      const target = path.join(folder, file);
      const text = readFileSync(target, "utf8");
      if (text.split(search).length !== 2) return false;
      writeFileSync(target, text.split(search).join(replace));
      return () => writeFileSync(target, text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
