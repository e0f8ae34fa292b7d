import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** Relative to the project's folder, in which Pulumi runs the program: every clone declares the same path. */
const folder = path.posix.join("node_modules", ".cache", "order-replication");

/**
 * A file with this text, as an asset. Of a file, Pulumi keeps path and hash in the stack's state; a text is
 * kept whole, as input and as output, and uploaded with each of the state's hundred versions of one
 * deployment. The hash of a file is the hash of its text. The name is the digest of the text, since the
 * path must not change while the text does not; the file is needed while Pulumi runs, and not later.
 */
export const uploadedFile = (text: string): pulumi.asset.FileAsset => {
  const digest = createHash("sha256").update(text).digest("hex");
  const file = path.posix.join(folder, `${digest}.js`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Several programs may run at once: nobody may see half of a file.
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, text);
    renameSync(partial, file);
  }
  return new pulumi.asset.FileAsset(file);
};
