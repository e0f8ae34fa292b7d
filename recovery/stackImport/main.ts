import { exitCode, runCommand } from "../../local/runCommand";
import { importSettings } from "../../migration/importSettings";
import { candidatesOf } from "./candidates";
import { findingsReport, isAmbiguous } from "./findingsReport";
import { readImportFile } from "./importFile";
import { importStack } from "./importStack";
import { type ImportStackArguments, importStackArguments, usage } from "./importStackArguments";
import { matchResources } from "./matchResources";
import { readInventory } from "./readInventory";

const run = async ({ stack, file, writes }: ImportStackArguments): Promise<number> => {
  const { project, region } = importSettings(stack, process.cwd());
  const importFile = readImportFile(file);
  const inventory = await readInventory({ project, stack, region });
  const findings = matchResources(importFile.resources, candidatesOf(inventory));
  process.stdout.write(findingsReport(findings));
  if (findings.some(isAmbiguous)) {
    const remedy = `Put the right id into ${file}, or remove the resource from the file to create another one`;
    process.stderr.write(`Several resources may be meant. ${remedy}. Nothing was imported.\n`);
    return exitCode.failed;
  }
  if (writes) importStack({ stack, file: importFile, findings, directory: process.cwd() });
  else process.stdout.write("Dry run: nothing was imported\n");
  return exitCode.ok;
};

runCommand({
  args: importStackArguments(process.argv.slice(2)),
  usage,
  run,
});
