import { spawnSync } from "node:child_process";

export interface NodeRuntime {
  /** Of the executable. */
  readonly path: string;
  /** In Node's own format: v24.1.0. */
  readonly version: string;
}

const readVersion = (path: string): string => {
  if (path === "") return "nothing";
  const { stdout, error } = spawnSync(path, ["--version"], { encoding: "utf8" });
  return error ? error.message : stdout.trim();
};

/**
 * The Node that runs the functions: that of this process, unless FUNCTIONS_NODE names another
 * executable, for example of the version that AWS has.
 */
export const nodeRuntime = (environment: NodeJS.ProcessEnv): NodeRuntime => {
  const path = environment.FUNCTIONS_NODE;
  if (path === undefined) return { path: process.execPath, version: process.version };
  const version = readVersion(path);
  if (/^v\d+\.\d+\.\d+\S*$/.test(version)) return { path, version };
  throw new Error(
    `Expected FUNCTIONS_NODE to name Node's executable, got "${path}", whose --version prints: ${version}`,
  );
};
