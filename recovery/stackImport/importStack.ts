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

type Pulumi = (args: readonly string[], stdout: "inherit" | "pipe") => string;

const keepNamesInState = (pulumi: Pulumi, file: string): void => {
  const exported = pulumi(["stack", "export"], "pipe");
  writeFileSync(backupFile, exported);
  writeFileSync(file, JSON.stringify(keepNames(JSON.parse(exported) as State)));
  pulumi(["stack", "import", "--file", file], "pipe");
};

/**
 * Imports what was found into the state of a stack, by Pulumi's CLI. Names are kept even if the import stops
 * in the middle: an update would replace what was imported until then.
 */
export const importStack = (
  stack: string,
  file: ImportFile,
  findings: readonly Finding[],
): void => {
  const pulumi: Pulumi = (args, stdout) =>
    execFileSync("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
      stdio: ["ignore", stdout, "inherit"],
    });
  const folder = mkdtempSync(path.join(tmpdir(), "import-stack-"));
  const imported = path.join(folder, "import.json");
  writeFileSync(imported, JSON.stringify(filled(file, findings)));
  const unattended = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
  try {
    pulumi(["import", "--file", imported, ...unattended], "inherit");
  } finally {
    keepNamesInState(pulumi, path.join(folder, "state.json"));
    rmSync(folder, { recursive: true });
  }
};
