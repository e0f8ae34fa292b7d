import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Mutant } from "./mutants";

/** A copy of the project that may be spoilt. */
export interface ProjectCopy {
  readonly folder: string;
  /** Plants a fault; the answer takes it out again. False when its text is not there exactly once. */
  readonly apply: (mutant: Mutant) => (() => void) | false;
  readonly remove: () => void;
}

const root = path.join(__dirname, "..", "..");
const left = new Set(["node_modules", ".git", "coverage"]);

export const copyProject = (): ProjectCopy => {
  const folder = mkdtempSync(path.join(tmpdir(), "order-replication-mutants-"));
  const filter = (file: string): boolean => !left.has(path.relative(root, file));
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
