import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Files and history of a clone. */
export interface GitProject {
  readonly read: (file: string) => string;
  /** Writes a text, or deletes the file where the text is undefined. */
  readonly write: (file: string, text: string | undefined) => void;
  readonly exists: (file: string) => boolean;
  readonly branch: () => string;
  /** Lines of `git status --porcelain`. */
  readonly changes: () => readonly string[];
  readonly tags: () => readonly string[];
  readonly head: () => string;
  readonly commit: (files: readonly string[], message: string) => void;
  readonly tag: (name: string, message: string) => void;
  /** Moves the branch and the index to a commit, and leaves all files as they are. */
  readonly resetTo: (commit: string) => void;
}

const lines = (output: string): readonly string[] =>
  output.split("\n").filter((line) => line !== "");

/** Git's hooks name their own repository in these, which would be used instead of the folder's. */
const ofHooks = new Set(["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"]);

/** Runs git in a folder, and returns its output. */
export const gitIn =
  (folder: string) =>
  (...args: readonly string[]): string => {
    const variables = Object.entries(process.env).filter(([name]) => !ofHooks.has(name));
    const env = Object.fromEntries(variables);
    return execFileSync("git", args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
  };

export const gitProject = (folder: string): GitProject => {
  const git = gitIn(folder);
  const at = (file: string): string => path.join(folder, file);
  return {
    read: (file) => readFileSync(at(file), "utf8"),
    write: (file, text) =>
      text === undefined ? rmSync(at(file), { force: true }) : writeFileSync(at(file), text),
    exists: (file) => existsSync(at(file)),
    branch: () => git("branch", "--show-current").trim(),
    changes: () => lines(git("status", "--porcelain")),
    tags: () => lines(git("tag", "--list")),
    head: () => git("rev-parse", "HEAD").trim(),
    commit: (files, message) => {
      git("add", "--", ...files);
      git("commit", "--quiet", "--message", message, "--", ...files);
    },
    tag: (name, message) => void git("tag", "--annotate", name, "--message", message),
    resetTo: (commit) => void git("reset", "--quiet", commit),
  };
};
