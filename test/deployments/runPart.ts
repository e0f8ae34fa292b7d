import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

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

interface PartOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
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

interface FinishedMocha {
  /** What the tests printed. */
  readonly lines: readonly string[];
  /** An exit code or a signal. */
  readonly ending: string;
}

/** Runs mocha, and passes each printed line on at once. */
const runMocha = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
) =>
  new Promise<FinishedMocha>((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      onLine(line);
    });
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ lines, ending: String(signal ?? code) }));
  });

const problemOf = ({ fullTitle, err }: MochaReport["failures"][number]): string =>
  `${fullTitle}\n${err.stack ?? ""}`;

/** A process that ends in the middle of its tests writes no report, which is a failure. */
const readReport = (file: string, ending: string): MochaReport =>
  existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as MochaReport)
    : {
        stats: { passes: 0, failures: 1, pending: 0 },
        failures: [{ fullTitle: `mocha ended with ${ending}, and wrote no report`, err: {} }],
      };

/** Runs one file of the suite in a process of its own. */
export const runPart = async (
  part: string,
  file: string,
  { env, onLine }: PartOptions,
): Promise<PartResult> => {
  const folder = mkdtempSync(path.join(tmpdir(), "deployments-"));
  const report = path.join(folder, "report.json");
  const startedAt = performance.now();
  try {
    const { lines, ending } = await runMocha(mochaArguments(file, report), env, onLine);
    const { stats, failures } = readReport(report, ending);
    return {
      part,
      passed: stats.passes,
      failed: stats.failures,
      skipped: stats.pending,
      minutes: (performance.now() - startedAt) / 60_000,
      lines,
      problems: failures.map(problemOf),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
