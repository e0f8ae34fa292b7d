import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly uses?: string;
  readonly "runs-on"?: string;
  readonly "timeout-minutes"?: number;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
  readonly steps?: readonly Step[];
}

interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": boolean | string;
}

interface Workflow {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A file below .github, by its path from the root. The steps of an action are treated as one job. */
export interface WorkflowFile {
  readonly file: string;
  readonly text: string;
  readonly isAction: boolean;
  readonly workflow: Workflow;
}

const root = path.join(__dirname, "..", "..");

export const workflowFile = (file: string, text: string): WorkflowFile => {
  const content = parse(text) as Workflow & { readonly runs?: Job };
  const workflow = content.runs ? { jobs: { action: content.runs } } : content;
  return { file, text, isAction: content.runs !== undefined, workflow };
};

const files = (): readonly string[] =>
  readdirSync(path.join(root, ".github"), { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join(".github", file.split(path.sep).join("/")))
    .filter((file) => /^\.github\/(workflows\/.*|actions\/.*\/action)\.yml$/.test(file));

export const workflowFiles = (): readonly WorkflowFile[] =>
  files().map((file) => workflowFile(file, readFileSync(path.join(root, file), "utf8")));
