import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as esbuild from "esbuild";
import { uploadedFile } from "./uploadedFile";

const projectRoot = path.join(__dirname, "..");
const archiveFile = "__index.js";

/** An empty `with` of Pulumi's serializer: the factory captured nothing. */
const nothingCaptured = /\bwith\(\{ this: undefined, arguments: undefined \}\)/g;

/**
 * Rejects a factory that does more than require its entry module. Pulumi serializes captured values,
 * which silently breaks classes, maps, schemas and caches, and uploads secrets.
 */
const assertCapturesNothing = (name: string, serialized: string): void => {
  const requires =
    serialized.match(/require\("\.\/(?:consumers|entrypoints)\/\w+"\)\.handler/g) ?? [];
  const functions = serialized.match(/\bfunction __f\d+\(/g) ?? [];
  const empty = serialized.match(nothingCaptured) ?? [];
  const others = serialized.match(/\brequire\(|^var /gm) ?? [];
  if ([requires, functions, empty, others].every(({ length }) => length === 1)) return;
  throw new pulumi.RunError(
    `The factory of the function ${name} must require its entry in entrypoints/ or consumers/ and capture nothing; it was serialized to:${serialized}`,
  );
};

/**
 * The text of the single file that a function uploads: the serialized factory and all modules that it
 * requires, resolved from the project root. Deterministic. `sideEffects: false` in package.json drops unused
 * imports, such as the store's client in the function that receives webhooks.
 */
export const bundleFunction = async (name: string, serialized: string): Promise<string> => {
  assertCapturesNothing(name, serialized);
  const stdin = {
    contents: serialized,
    resolveDir: projectRoot,
    sourcefile: archiveFile,
    loader: "js",
  } as const;
  const result = await esbuild
    .build({
      stdin,
      absWorkingDir: projectRoot,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      mainFields: ["module", "main"],
      // node-fetch depends on a polyfill for old versions of Node, which would triple its size.
      alias: { "web-streams-polyfill/dist/ponyfill.es2018.js": "node:stream/web" },
      // Keeps identifiers, for stack traces and `error.name`.
      minifyWhitespace: true,
      minifySyntax: true,
      keepNames: true,
      legalComments: "none",
      charset: "utf8",
      write: false,
      logLevel: "silent",
    })
    .catch((failure: esbuild.BuildFailure) => {
      throw new pulumi.RunError(`The function ${name} does not bundle: ${failure.message}`);
    });
  return result.outputFiles.map(({ text }) => text).join("");
};

/** An archive inside of `apply`, where Pulumi has unwrapped it to plain objects. */
interface UnwrappedArchive {
  readonly assets: Readonly<Record<string, { readonly text?: string }>>;
}

const bundleArchive = async (
  name: string,
  { assets }: UnwrappedArchive,
): Promise<pulumi.asset.AssetArchive> => {
  const serialized = assets[archiveFile]?.text;
  if (serialized === undefined) {
    throw new pulumi.RunError(`The archive of the function ${name} has no ${archiveFile}`);
  }
  const text = await bundleFunction(name, serialized);
  return new pulumi.asset.AssetArchive({ [archiveFile]: uploadedFile(text) });
};

/**
 * Makes a function upload one file, bundled from the TypeScript source of its entry, instead of
 * Pulumi's copy of node_modules: a tenth of the size, and our classes arrive as they were written.
 */
export const bundled =
  (name: string): pulumi.ResourceTransformation =>
  ({ type, props, opts }) => {
    if (type !== "aws:lambda/function:Function") return undefined;
    const archive = props.code as pulumi.Output<UnwrappedArchive>;
    const code = archive.apply((unwrapped) => bundleArchive(name, unwrapped));
    return { props: { ...props, code }, opts };
  };
