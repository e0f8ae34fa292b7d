import type { Loss } from "./lossesIn";

interface Section {
  /** A version, or `Unreleased`. */
  readonly title: string;
  readonly text: string;
}

/** The sections of a changelog, the newest first. */
const sectionsOf = (changelog: string): readonly Section[] =>
  changelog
    .split(/^## \[/m)
    .slice(1)
    .map((section) => ({ title: section.slice(0, section.indexOf("]")), text: section }));

const heading = "### Replaced\n";

const replacedPart = (section: string): string => {
  const [, part = ""] = section.split(heading);
  return part.split(/^###? /m)[0] ?? "";
};

/** As in ``- `aws:sqs/queue:Queue` `orders`: the queue is a FIFO queue now.`` */
const declaredLine = /^- `([^`]+)` `([^`]+)`: \S/gm;

const lossesOf = ({ text }: Section): readonly Loss[] =>
  [...replacedPart(text).matchAll(declaredLine)].map(([, type = "", name = ""]) => ({
    type,
    name,
  }));

/**
 * What the releases after a version declare to replace or delete, under `### Replaced`.
 * @throws when the changelog has no such version
 */
export const declaredLosses = (changelog: string, since: string): readonly Loss[] => {
  const sections = sectionsOf(changelog);
  const index = sections.findIndex(({ title }) => title === since);
  if (index === -1) throw new Error(`Expected the changelog to have a section ${since}, got none`);
  return sections.slice(0, index).flatMap(lossesOf);
};
