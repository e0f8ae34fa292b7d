import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { actionInputs } from "./actionInputs";

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

interface Linter {
  readonly validate: (
    document: { readonly uri: string; readonly getText: () => string },
    config: object,
  ) => Promise<readonly Diagnostic[]>;
}

/** GitHub's workflow linter is published for bundlers: plain Node 20 cannot import its JSON. */
const loadLinter = (): Linter => {
  const directory = mkdtempSync(path.join(tmpdir(), "workflow-linter-"));
  const outfile = path.join(directory, "linter.js");
  const entry = { contents: 'export { validate } from "@actions/languageservice";' };
  try {
    buildSync({
      stdin: { ...entry, resolveDir: __dirname },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile,
      logLevel: "error",
    });
    return require(outfile) as Linter;
  } finally {
    rmSync(directory, { recursive: true });
  }
};

let linter: Linter | undefined;
let documents = 0;

interface Reference {
  readonly owner: string;
  readonly name: string;
}

const metadataOf = async ({ owner, name }: Reference) => {
  const inputs = actionInputs[`${owner}/${name}`];
  return inputs && { name, description: "", inputs };
};

/** The problems that GitHub's linter reports for a file of .github, with their lines. */
export const lint = async (file: string, text: string): Promise<readonly string[]> => {
  linter ??= loadLinter();
  // The linter caches documents by URI.
  documents += 1;
  const document = { uri: `file:///${documents}/${file}`, getText: () => text };
  const found = await linter.validate(document, {
    actionsMetadataProvider: { fetchActionMetadata: metadataOf },
  });
  return found.map(({ message, range }) => `${file}:${range.start.line + 1}: ${message}`);
};
