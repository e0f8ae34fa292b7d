import Table from "cli-table3";
import type { Candidate } from "./candidates";
import { type ImportEntry, isImportable, logicalNameOf } from "./importFile";
import type { Finding } from "./matchResources";

/** `aws:sqs/queue:Queue` becomes `Queue`. */
const kindOf = ({ type }: ImportEntry): string => type.split(":").at(-1) ?? type;

const labelOf = ({ id, note }: Candidate): string => (note === undefined ? id : `${id} (${note})`);

const detailOf = (finding: Exclude<Finding, { outcome: "component" }>): string => {
  if (finding.outcome === "found") return finding.id;
  if (finding.outcome === "ambiguous") return finding.candidates.map(labelOf).join("\n");
  return isImportable(finding.entry) ? "not found" : "cannot be imported";
};

const words = { found: "found", create: "to create", ambiguous: "ambiguous" } as const;

export const isAmbiguous = ({ outcome }: Finding): boolean => outcome === "ambiguous";

/** A line per declared resource, and their numbers. */
export const findingsReport = (findings: readonly Finding[]): string => {
  const resources = findings.filter((finding) => finding.outcome !== "component");
  const table = new Table({
    head: ["outcome", "type", "name", "id"],
    style: { head: [], border: [] },
  });
  for (const finding of resources)
    table.push([
      words[finding.outcome],
      kindOf(finding.entry),
      logicalNameOf(finding.entry),
      detailOf(finding),
    ]);
  const counts = (["found", "create", "ambiguous"] as const).map((outcome) => {
    const count = resources.filter((finding) => finding.outcome === outcome).length;
    return `${count} ${words[outcome]}`;
  });
  return `${table.toString()}\n${counts.join(", ")}\n`;
};
