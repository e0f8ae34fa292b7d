import { fork } from "node:child_process";
import path from "node:path";
import { stackConfig } from "./stackConfig";

/** A resource as the program declared it, with the ids and ARNs that a cloud would have given it. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** Secrets are unwrapped, references to resources are their ids, archives are texts by file name. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Top-level inputs that were secret when they arrived. */
  readonly secretInputs: readonly string[];
  /** The inputs and what the cloud adds to them. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  /** URNs that must exist before this one: `dependsOn` and whatever the inputs were computed from. */
  readonly dependencies: readonly string[];
  /** False for components, which only group others. */
  readonly custom: boolean;
}

export interface DeclaredStack {
  readonly stack: string;
  readonly project: string;
  readonly region: string;
  /** The stack's settings by full key, secrets too: providers that are part of the program read them. */
  readonly config: Readonly<Record<string, string>>;
  readonly resources: readonly DeclaredResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type StackSettings = Readonly<Record<string, string>>;

export interface DeclareStackOptions {
  readonly stack: string;
  /**
   * Overrides the stack file; keys without a namespace belong to the project. As a promise it lets
   * the process load Pulumi, which takes a second or two, while the settings are found.
   */
  readonly config?: StackSettings | Promise<StackSettings>;
  /** Where Pulumi.yaml lies; this project unless said otherwise. */
  readonly directory?: string;
}

/** What the child process is told. */
export interface DeclareRequest {
  readonly stack: string;
  readonly directory: string;
  readonly config: StackSettings;
}

/** What the child process sends back. */
export type DeclareResponse = { readonly declared: DeclaredStack } | { readonly problem: string };

const projectRoot = path.join(__dirname, "..");

/**
 * Runs the Pulumi program under mocks and returns what it declares. In a process of its own,
 * because Pulumi knows one stack per process and never forgets it.
 */
export const declareStack = (options: DeclareStackOptions): Promise<DeclaredStack> =>
  new Promise((resolve, reject) => {
    const directory = options.directory ?? projectRoot;
    const child = fork(path.join(__dirname, "declareStackChild.ts"), [], {
      cwd: directory,
      // As Pulumi itself loads it.
      execArgv: ["--require", require.resolve("ts-node/register/transpile-only")],
      env: { ...process.env, TS_NODE_PROJECT: path.join(projectRoot, "tsconfig.json") },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const output: string[] = [];
    child.stdout?.on("data", (chunk) => output.push(String(chunk)));
    child.stderr?.on("data", (chunk) => output.push(String(chunk)));
    child.on("error", reject);
    child.on("message", (answer: DeclareResponse) => {
      if ("problem" in answer) reject(new Error(answer.problem));
      else resolve(answer.declared);
    });
    child.on("close", (code) =>
      reject(new Error(`The Pulumi program ended (exit code ${code}): ${output.join("").trim()}`)),
    );
    const tell = (config: StackSettings): void => {
      const order: DeclareRequest = { stack: options.stack, directory, config };
      stackConfig(order); // says at once what is missing
      child.send(order);
    };
    Promise.resolve(options.config ?? {})
      .then(tell)
      .catch((problem: Error) => {
        reject(problem);
        child.kill();
      });
  });
