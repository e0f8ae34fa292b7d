import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.join(__dirname, "..", "..");

export interface CodeBlock {
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

/** Each Markdown file of the project. */
export const documents = (): string[] =>
  [
    "",
    ".github",
    "docs",
    "simulator",
    "bench",
    "faultSimulation",
    "test",
    "policy",
    "events",
  ].flatMap((folder) => markdownIn(folder, folder !== ""));

const markdownIn = (folder: string, recursive: boolean): string[] => {
  try {
    return readdirSync(path.join(root, folder), { recursive, encoding: "utf8" })
      .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
      .map((file) => path.join(folder, file));
  } catch {
    return [];
  }
};

export const textOf = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** The fenced blocks of a document, without the indentation of an enclosing list. */
export const codeBlocks = (file: string): CodeBlock[] =>
  [...textOf(file).matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = "", language = "", code = ""]) => ({
      file,
      language,
      code: code.replace(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );

/** The shell commands of all documents: one per line, continued lines joined, comments removed. */
export const commands = (): { readonly file: string; readonly line: string }[] =>
  documents()
    .flatMap(codeBlocks)
    .filter(({ language }) => language === "sh")
    .flatMap(({ file, code }) =>
      code
        .replace(/\\\n\s*/g, "")
        .split("\n")
        .map((line) => line.replace(/\s+#.*$/, "").trim())
        .filter((line) => line !== "")
        .map((line) => ({ file, line })),
    );
