import type { Candidate } from "./candidates";
import { type ImportEntry, isImportable, logicalNameOf, placeholder } from "./importFile";

/** What becomes of a declared resource. */
export type Finding = { readonly entry: ImportEntry } & (
  | { readonly outcome: "component" }
  | { readonly outcome: "found"; readonly id: string }
  /** The next update creates it. */
  | { readonly outcome: "create" }
  | { readonly outcome: "ambiguous"; readonly candidates: readonly Candidate[] }
);

const mayBe = (entry: ImportEntry, { type, logicalNames }: Candidate): boolean =>
  type === entry.type && (logicalNames === "any" || logicalNames.includes(logicalNameOf(entry)));

const givenId = ({ id = placeholder }: ImportEntry): string | undefined =>
  id === placeholder ? undefined : id;

const keyOf = ({ type, id }: { readonly type: string; readonly id: string }): string =>
  `${type} ${id}`;

/**
 * Finds the resource of each entry. An entry whose only candidate bears the entry's name takes the candidate,
 * which may leave one to another entry; an id in the file counts as found. All else is ambiguous, not guessed.
 */
export const matchResources = (
  entries: readonly ImportEntry[],
  candidates: readonly Candidate[],
): readonly Finding[] => {
  const ids = new Map<ImportEntry, string>();
  const taken = new Set<string>();
  const take = (entry: ImportEntry, id: string): void => {
    ids.set(entry, id);
    taken.add(keyOf({ type: entry.type, id }));
  };
  const left = (entry: ImportEntry): readonly Candidate[] =>
    candidates.filter((each) => mayBe(entry, each) && !taken.has(keyOf(each)));
  const open = (): readonly ImportEntry[] => entries.filter((entry) => !ids.has(entry));

  for (const entry of entries) {
    const id = givenId(entry);
    if (id !== undefined) take(entry, id);
  }
  for (let before = -1; before !== ids.size;) {
    before = ids.size;
    for (const entry of open()) {
      const [first, ...others] = left(entry);
      if (first && first.logicalNames !== "any" && others.length === 0) take(entry, first.id);
    }
  }
  return entries.map((entry): Finding => {
    if (entry.component === true) return { entry, outcome: "component" };
    const id = ids.get(entry);
    if (id !== undefined && isImportable(entry)) return { entry, outcome: "found", id };
    const several = left(entry);
    return several.length > 0
      ? { entry, outcome: "ambiguous", candidates: several }
      : { entry, outcome: "create" };
  });
};
