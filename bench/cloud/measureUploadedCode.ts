import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { benchSettings } from "./benchCloud";
import { type FunctionName, functions } from "./sampleMemory";

type Files = Readonly<Record<string, string>>;

export interface UploadedCode {
  readonly files: number;
  readonly zippedMb: number;
  /** The service's own functions that a stack trace of the running code names. */
  readonly named: readonly string[];
}

/** Per file a local header and a central directory entry, each with the file's name; once the end record. */
const zipOverhead = (names: readonly string[]): number =>
  22 + names.reduce((sum, name) => sum + 30 + 46 + 2 * Buffer.byteLength(name), 0);

const sizeOf = (files: Files): number =>
  Object.values(files).reduce((sum, text) => sum + deflateRawSync(text).length, 0) +
  zipOverhead(Object.keys(files));

const filesOf = ({ resources }: DeclaredStack, name: FunctionName): Files => {
  const found = resources.find(
    (resource) => resource.type === "aws:lambda/function:Function" && resource.name === name,
  );
  return (found?.inputs["code"] ?? {}) as Files;
};

/** Provokes a stack trace: without its environment variables, a function fails when invoked. */
const traceOf = (files: Files): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "uploaded-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const invoke = ["-e", 'require("./__index.js").handler({}, {})'];
    return spawnSync(process.execPath, invoke, { cwd: folder, env: {}, encoding: "utf8" }).stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const root = path.join(__dirname, "../..");
const serviceFolders = ["adapters", "domain", "handlers"];

/** The names of the service's top-level functions. */
const namesInSource = (): ReadonlySet<string> => {
  const files = serviceFolders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.join(root, folder, file)),
  );
  const names = files.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/^(?:export )?const (\w+) =/gm),
  ]);
  return new Set(names.map(([, name = ""]) => name));
};

const namedIn = (trace: string): string[] => {
  const inSource = namesInSource();
  return [...trace.matchAll(/\bat (?:async )?(\w+) \([^)]*__index\.js:\d+:\d+\)/g)]
    .map(([, name = ""]) => name)
    .filter((name) => inSource.has(name));
};

/** Measures the code that Pulumi would upload: its size, and whether its stack traces are readable. */
export const measureUploadedCode = async (): Promise<Record<FunctionName, UploadedCode>> => {
  const stack = await declareStack({ stack: "dev", config: benchSettings("http://localhost") });
  const measured = functions.map((name): [FunctionName, UploadedCode] => {
    const files = filesOf(stack, name);
    const named = namedIn(traceOf(files));
    return [name, { files: Object.keys(files).length, zippedMb: sizeOf(files) / 1e6, named }];
  });
  return Object.fromEntries(measured) as Record<FunctionName, UploadedCode>;
};
