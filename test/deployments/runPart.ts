import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

/** As mocha's reporter `json` writes it, as far as it is read here. */
interface MochaReport {
  readonly stats: {
    readonly passes: number;
    readonly failures: number;
    readonly pending: number;
  };
  readonly failures: readonly { readonly fullTitle: string; readonly err: { stack?: string } }[];
}

export interface PartResult {
  readonly part: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly minutes: number;
  /** What the part printed: the positions that it covered. */
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

const mochaArguments = (file: string, report: string): readonly string[] => [
  path.join(root, "node_modules", "mocha", "bin", "mocha.js"),
  "--no-config",
  "--require=tsx/cjs",
  "--require=test/support/root.ts",
  "--reporter=json",
  `--reporter-option=output=${report}`,
  file,
];

/** Runs mocha; returns what mocha printed. */
const runMocha = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });

const problemOf = ({ fullTitle, err }: MochaReport["failures"][number]): string =>
  `${fullTitle}\n${err.stack ?? ""}`;

/** Runs one file of the suite in a process of its own. @throws where mocha wrote no report */
export const runPart = async (
  part: string,
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<PartResult> => {
  const folder = mkdtempSync(path.join(tmpdir(), "deployments-"));
  const report = path.join(folder, "report.json");
  const startedAt = performance.now();
  try {
    const output = await runMocha(mochaArguments(file, report), env);
    const { stats, failures } = JSON.parse(readFileSync(report, "utf8")) as MochaReport;
    return {
      part,
      passed: stats.passes,
      failed: stats.failures,
      skipped: stats.pending,
      minutes: (performance.now() - startedAt) / 60_000,
      lines: output.split("\n").filter((line) => line !== ""),
      problems: failures.map(problemOf),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
