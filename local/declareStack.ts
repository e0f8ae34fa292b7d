import { fork } from "node:child_process";
import path from "node:path";
import { stackConfig } from "./stackConfig";

/** A resource as the program declared it, with the ids and ARNs that AWS would have assigned. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** Secrets are unwrapped, resources are their ids, archives are file contents by file name. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Top-level inputs that were secret before unwrapping. */
  readonly secretInputs: readonly string[];
  /** The inputs and the mock outputs. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  /** URNs of `dependsOn` and of resources that the inputs were computed from. */
  readonly dependencies: readonly string[];
  /** False for components. */
  readonly custom: boolean;
  /** Whether Pulumi refuses to replace or delete the resource. */
  readonly protect?: boolean;
}

export interface DeclaredStack {
  readonly stack: string;
  readonly project: string;
  readonly region: string;
  /** By full key, including secrets: dynamic providers read them. */
  readonly config: Readonly<Record<string, string>>;
  readonly resources: readonly DeclaredResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type StackSettings = Readonly<Record<string, string>>;

export interface DeclareStackOptions {
  readonly stack: string;
  /**
   * Overrides the stack file; keys without a namespace belong to the project. A promise lets the child
   * process load Pulumi, which takes a second or two, until the settings are known.
   */
  readonly config?: StackSettings | Promise<StackSettings>;
  /** The directory of Pulumi.yaml; by default this project. */
  readonly directory?: string;
}

/** Sent to the child process. */
export interface DeclareRequest {
  readonly stack: string;
  readonly directory: string;
  readonly config: StackSettings;
}

/** Sent back by the child process. */
export type DeclareResponse = { readonly declared: DeclaredStack } | { readonly error: string };

const projectRoot = path.join(__dirname, "..");

/**
 * Runs the Pulumi program under mocks and returns what it declares. In a child process, because
 * Pulumi supports one stack per process.
 */
export const declareStack = (options: DeclareStackOptions): Promise<DeclaredStack> =>
  new Promise((resolve, reject) => {
    const directory = options.directory ?? projectRoot;
    const child = fork(path.join(__dirname, "declareStackChild.ts"), [], {
      cwd: directory,
      // As Pulumi loads programs.
      execArgv: ["--require", require.resolve("ts-node/register/transpile-only")],
      env: { ...process.env, TS_NODE_PROJECT: path.join(projectRoot, "tsconfig.json") },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const output: string[] = [];
    child.stdout?.on("data", (chunk) => output.push(String(chunk)));
    child.stderr?.on("data", (chunk) => output.push(String(chunk)));
    child.on("error", reject);
    child.on("message", (response: DeclareResponse) => {
      if ("error" in response) reject(new Error(response.error));
      else resolve(response.declared);
    });
    child.on("close", (code) =>
      reject(new Error(`The Pulumi program ended (exit code ${code}): ${output.join("").trim()}`)),
    );
    const send = (config: StackSettings): void => {
      const request: DeclareRequest = { stack: options.stack, directory, config };
      stackConfig(request); // fails fast where a setting is missing
      child.send(request);
    };
    Promise.resolve(options.config ?? {})
      .then(send)
      .catch((error: Error) => {
        reject(error);
        child.kill();
      });
  });
