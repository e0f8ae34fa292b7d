import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { killTree } from "./killTree";

const root = path.join(__dirname, "..", "..");

/** The folder of Pulumi's CLI and language host, or why tests of the engine are skipped. */
export type Engine = { readonly folder: string } | { readonly skipped: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** As `3.248`: CLI and SDK of one minor version speak the same protocol. */
const minorOf = (version: string): string => version.replace(/^v/, "").split(".", 2).join(".");

const lockedVersion = (): string => {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  return lock.packages["node_modules/@pulumi/pulumi"]?.version ?? "unknown";
};

const holds = (folder: string, file: string): boolean => existsSync(path.join(folder, file));

/** The folder of an engine may hold the CLI itself, or an `install` that unpacks the CLI and prints where. */
const unpack = (folder: string): string =>
  holds(folder, "install")
    ? execFileSync(path.join(folder, "install"), { encoding: "utf8" }).trim()
    : folder;

/** Folders of the `PATH` hold programs of every kind, among them one called `install`. */
const onPath = ({ PATH = "" }: Environment): string | undefined =>
  PATH.split(path.delimiter).find((folder) => folder !== "" && holds(folder, "pulumi"));

const locate = (environment: Environment, shared: string): string | undefined => {
  const explicit = environment["PULUMI_ENGINE_DIR"];
  if (explicit !== undefined) return unpack(explicit);
  return existsSync(shared) ? unpack(shared) : onPath(environment);
};

const versionOf = (folder: string): string =>
  execFileSync(path.join(folder, "pulumi"), ["version"], {
    encoding: "utf8",
    env: { PULUMI_SKIP_UPDATE_CHECK: "true", HOME: tmpdir() },
  }).trim();

/** `PULUMI_ENGINE_DIR`, else `../shared/engine`, else the `PATH`; of the lockfile's minor version only. */
export const findEngine = (
  environment: Environment = process.env,
  shared = path.join(root, "..", "shared", "engine"),
): Engine => {
  try {
    const folder = locate(environment, shared);
    if (folder === undefined) return { skipped: "no Pulumi CLI was found" };
    const version = versionOf(folder);
    const wanted = minorOf(lockedVersion());
    return minorOf(version) === wanted
      ? { folder }
      : { skipped: `the Pulumi CLI in ${folder} is ${version}, and the lockfile needs ${wanted}` };
  } catch (error) {
    // A CLI that does not run on this machine is none; REQUIRE_ENGINE makes the reason a failure.
    return { skipped: `the Pulumi CLI does not run: ${String(error).split("\n", 1)[0]}` };
  }
};

/**
 * Tests of the engine, which need longer than others. Without a CLI they are one pending test that names the
 * reason, or a failing one where `REQUIRE_ENGINE` is 1.
 */
export const describeEngine = (
  title: string,
  define: (engineFolder: string) => void,
  { minutesPerTest = 5 } = {},
): void => {
  const engine = findEngine();
  describe(title, function () {
    this.timeout(minutesPerTest * 60_000);
    if ("folder" in engine) define(engine.folder);
    else if (process.env["REQUIRE_ENGINE"] === "1")
      it("needs a Pulumi CLI", () => assert.fail(engine.skipped));
    else it.skip(`is not tested: ${engine.skipped}`);
  });
};

export interface CommandResult {
  /** 1 where the command was killed. */
  readonly exitCode: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

export interface RunningCommand {
  readonly result: Promise<CommandResult>;
  /** Ends the CLI and all processes that it started at once, as the end of a CI job does. */
  readonly kill: () => void;
}

/** Pulumi's CLI with a home, a backend and a passphrase of its own, and nothing of the user's. */
export interface PulumiCli {
  /** Of the CLI, for shells that run its commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly start: (...args: readonly string[]) => RunningCommand;
  readonly run: (...args: readonly string[]) => Promise<CommandResult>;
  /** @throws with the whole output when the command fails */
  readonly succeed: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

interface PulumiCliOptions {
  readonly folder: string;
  /** The folder of Pulumi.yaml, in which the CLI rewrites the stack's file. */
  readonly directory: string;
  /** Of the provider of AWS resources, on the loopback. */
  readonly providerPort: number;
  /** Variables that the CLI gets as well, such as the URL of another backend. */
  readonly env?: Readonly<Record<string, string>>;
}

export const pulumiCli = (options: PulumiCliOptions): PulumiCli => {
  const { folder, directory, providerPort } = options;
  const home = mkdtempSync(path.join(tmpdir(), "pulumi-home-"));
  const backend = mkdtempSync(path.join(tmpdir(), "pulumi-backend-"));
  const { PATH = "" } = process.env;
  const env = {
    PATH: [folder, path.dirname(process.execPath), PATH].join(path.delimiter),
    HOME: home,
    TMPDIR: tmpdir(),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "passphrase of a test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
    ...options.env,
  };

  const start: PulumiCli["start"] = (...args) => {
    const child = spawn(path.join(folder, "pulumi"), [...args, "--non-interactive"], {
      cwd: directory,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
    const result = new Promise<CommandResult>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ exitCode: code ?? 1, output: chunks.join("") }));
    });
    return { result, kill: () => child.pid !== undefined && killTree(child.pid) };
  };
  const run: PulumiCli["run"] = (...args) => start(...args).result;

  return {
    env,
    start,
    run,
    succeed: async (...args) => {
      const { exitCode, output } = await run(...args);
      if (exitCode === 0) return output;
      throw new Error(`pulumi ${args.join(" ")} exited with ${exitCode}:\n${output}`);
    },
    remove: () => {
      for (const each of [home, backend]) rmSync(each, { recursive: true, force: true });
    },
  };
};
