import { textOf } from "../docs/documents";

const fenceOrInline = /^ *```(\w+)\n([\s\S]*?)^ *```$|`((?:pulumi|npm|aws) [^`\n]+)`/gm;

const linesOf = (block: string): readonly string[] =>
  block
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** @throws when the document has no such heading */
const sectionOf = (file: string, heading: string): string => {
  const [, section] = textOf(file).split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`${file} has no section ${heading}`);
  return section.split("\n## ", 1)[0] ?? "";
};

const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(fenceOrInline)].flatMap(([, language, block = "", inline]) => {
    if (inline !== undefined) return [inline];
    return language === "sh" ? linesOf(block) : [];
  });

/** The commands of a section of a document, in blocks of shell and in its sentences, in their order. */
export const commandsIn = (file: string, heading: string): readonly string[] =>
  commandsOf(sectionOf(file, heading));

/** The commands of the item `- **<title>**` of a list. */
export const commandsOfItem = (file: string, heading: string, title: string): readonly string[] => {
  const item = sectionOf(file, heading)
    .split(/\n(?=- \*\*)/)
    .find((each) => each.trimStart().startsWith(`- **${title}**`));
  if (item === undefined) throw new Error(`${file} has no item ${title} in ${heading}`);
  return commandsOf(item);
};

/** The lines of the blocks of shell below `### <n>. …`, a step of a section. */
export const linesOfStep = (file: string, heading: string, step: number): readonly string[] => {
  const [, text] = sectionOf(file, heading).split(`\n### ${step}. `);
  if (text === undefined) throw new Error(`${file} has no step ${step} in ${heading}`);
  const [own = ""] = text.split("\n### ", 1);
  return [...own.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) => linesOf(block));
};
