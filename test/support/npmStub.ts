import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

/** An `npm` that needs no registry: `npm install` links the packages of this project. */
export const npmStub = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = mkdtempSync(path.join(tmpdir(), "npm-"));
  const npm = path.join(folder, "npm");
  const packages = path.join(root, "node_modules");
  writeFileSync(npm, `#!/bin/sh\n[ "$1" = install ] && ln -s "${packages}" node_modules\n`);
  chmodSync(npm, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
};
