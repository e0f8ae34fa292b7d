import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runShell } from "./shell";

/** One shell for the commands of a document: variables of a step are there in the next. */
export interface DocumentShell {
  /** Runs lines with values in place of `<name>`. @throws with the output when a line fails */
  readonly run: (
    lines: readonly string[],
    values?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  readonly remove: () => void;
}

interface DocumentShellOptions {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

const filled = (line: string, values: Readonly<Record<string, string>>): string =>
  line.replace(/<(\w+)>/g, (placeholder, name: string) => {
    const value = values[name];
    assert.ok(value !== undefined, `${placeholder} in ${line}`);
    return value;
  });

const assigned = (line: string): readonly string[] => {
  const [, name] = /^(?:export )?(\w+)=/.exec(line) ?? [];
  return name === undefined ? [] : [name];
};

export const documentShell = ({ directory, env }: DocumentShellOptions): DocumentShell => {
  const folder = mkdtempSync(path.join(tmpdir(), "document-shell-"));
  const file = path.join(folder, "variables");
  const names = new Set<string>();
  return {
    run: async (lines, values = {}) => {
      const before = names.size > 0 ? [`source ${file}`] : [];
      for (const name of lines.flatMap(assigned)) names.add(name);
      const after = names.size > 0 ? [`declare -p ${[...names].join(" ")} > ${file}`] : [];
      const script = ["set -e", ...before, ...lines.map((line) => filled(line, values)), ...after];
      const { exitCode, output } = await runShell({ line: script.join("\n"), directory, env });
      assert.equal(exitCode, 0, `${lines.join("\n")}\n${output}`);
      return output;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
};
