import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ImportFile } from "./importFile";
import { keepNames, type State } from "./keepNames";
import type { Finding } from "./matchResources";

/** The state after the import, before names were kept in it. */
export const backupFile = "state-before-names.json";

/** The file without resources that the next update creates. */
const filled = (file: ImportFile, findings: readonly Finding[]): ImportFile => ({
  ...file,
  resources: findings.flatMap((finding) => {
    if (finding.outcome === "component") return [finding.entry];
    return finding.outcome === "found" ? [{ ...finding.entry, id: finding.id }] : [];
  }),
});

/** Runs Pulumi's CLI; returns what it prints where that is not passed on. @throws when the command fails */
export type Pulumi = (args: readonly string[], stdout: "inherit" | "pipe") => string;

const pulumiOf =
  (stack: string): Pulumi =>
  (args, stdout) =>
    execFileSync("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
      stdio: ["ignore", stdout, "inherit"],
    });

export interface StackImport {
  readonly stack: string;
  readonly file: ImportFile;
  readonly findings: readonly Finding[];
  /** Where the backup is written. */
  readonly directory: string;
  readonly pulumi?: Pulumi;
}

/**
 * Imports what was found into the state of a stack. Names are kept even if the import stops in the middle: an
 * update would replace what was imported until then.
 */
export const importStack = ({
  stack,
  file,
  findings,
  directory,
  pulumi = pulumiOf(stack),
}: StackImport): void => {
  const folder = mkdtempSync(path.join(tmpdir(), "import-stack-"));
  const write = (name: string, content: object): string => {
    writeFileSync(path.join(folder, name), JSON.stringify(content));
    return path.join(folder, name);
  };
  const keepNamesInState = (): void => {
    const exported = pulumi(["stack", "export"], "pipe");
    writeFileSync(path.join(directory, backupFile), exported);
    const kept = keepNames(JSON.parse(exported) as State);
    pulumi(["stack", "import", "--file", write("state.json", kept)], "pipe");
  };
  const unattended = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
  try {
    const found = write("import.json", filled(file, findings));
    pulumi(["import", "--file", found, ...unattended], "inherit");
  } finally {
    keepNamesInState();
    rmSync(folder, { recursive: true });
  }
};
