import { spawnSync } from "node:child_process";

export interface NodeRuntime {
  /** Of its executable. */
  readonly path: string;
  /** As Node itself writes it: v24.1.0. */
  readonly version: string;
}

const readVersion = (path: string): string => {
  if (path === "") return "nothing";
  const { stdout, error } = spawnSync(path, ["--version"], { encoding: "utf8" });
  return error ? error.message : stdout.trim();
};

/**
 * The Node that stands in for Lambda's: the one that runs this, unless FUNCTIONS_NODE names the
 * executable of another, so that the uploaded code can be run on the very version that AWS has.
 */
export const nodeRuntime = (environment: NodeJS.ProcessEnv): NodeRuntime => {
  const path = environment.FUNCTIONS_NODE;
  if (path === undefined) return { path: process.execPath, version: process.version };
  const answer = readVersion(path);
  if (/^v\d+\.\d+\.\d+\S*$/.test(answer)) return { path, version: answer };
  throw new Error(
    `Expected FUNCTIONS_NODE to name Node's executable, got "${path}", of which --version says: ${answer}`,
  );
};
