import type { SampleFinding } from "../domain/sampleFindings";
import type { ImportLine, ImportOutcome } from "./importLine";

/** Which orders had which outcome, and which findings. */
export interface ImportTally {
  readonly add: (line: ImportLine) => void;
  readonly withOutcome: (outcome: ImportOutcome) => readonly number[];
  readonly withFinding: (kind: SampleFinding["kind"]) => readonly number[];
}

const append = <Key>(lists: Map<Key, number[]>, key: Key, id: number): void => {
  const ids = lists.get(key);
  if (ids) ids.push(id);
  else lists.set(key, [id]);
};

export const importTally = (): ImportTally => {
  const outcomes = new Map<ImportOutcome, number[]>();
  const findings = new Map<SampleFinding["kind"], number[]>();
  return {
    add: ({ orderId, outcome, findings: found }) => {
      append(outcomes, outcome, orderId);
      for (const kind of new Set(found.map((finding) => finding.kind)))
        append(findings, kind, orderId);
    },
    withOutcome: (outcome) => outcomes.get(outcome) ?? [],
    withFinding: (kind) => findings.get(kind) ?? [],
  };
};

/** Outcomes after which a person has something to do. */
const open: readonly ImportOutcome[] = ["decide", "leased", "failed"];

export const isSettled = (tally: ImportTally): boolean =>
  open.every((outcome) => tally.withOutcome(outcome).length === 0);
