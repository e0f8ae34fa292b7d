import { readFileSync } from "node:fs";
import path from "node:path";

const packageFile = path.join(__dirname, "..", "package.json");

/** The release that this program deploys. */
export const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as {
  readonly version: string;
};
