import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { adoptInState, type State } from "./adoptInState";
import type { AdoptionArguments } from "./adoptionArguments";

const backupFile = "state-before-adoption.json";
const adoptedFile = "state-after-adoption.json";

export interface AdoptedTable {
  readonly previousName: string;
  /** The file with the state of before; `pulumi stack import` takes it back. */
  readonly backup: string;
}

/** Adopts a table in the state of a stack, by Pulumi's CLI. */
export const adoptTable = ({ stack, table, name }: AdoptionArguments): AdoptedTable => {
  const pulumi = (...args: readonly string[]): string =>
    execFileSync("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
      stdio: ["ignore", "pipe", "inherit"],
    });
  const exported = pulumi("stack", "export");
  const { state, urn, previousName } = adoptInState(JSON.parse(exported) as State, table, name);
  writeFileSync(backupFile, exported);
  writeFileSync(adoptedFile, JSON.stringify(state));
  pulumi("stack", "import", "--file", adoptedFile);
  rmSync(adoptedFile);
  pulumi("refresh", "--yes", "--skip-preview", "--target", urn);
  return { previousName, backup: backupFile };
};
