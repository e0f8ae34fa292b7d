import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

const root = path.join(__dirname, "..", "..");
const packages = "node_modules";

/** A release's tag, or its commit from before the tag. */
export interface Release {
  readonly tag: string;
  readonly commit: string;
}

/** The program of a release, in a folder of its own. */
export interface ReleasedProgram {
  readonly directory: string;
  readonly remove: () => void;
}

const git = (...args: readonly string[]): Buffer =>
  execFileSync("git", ["-C", root, ...args], {
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });

const isInClone = (revision: string): boolean => {
  try {
    git("cat-file", "-e", `${revision}^{commit}`);
    return true;
  } catch {
    return false;
  }
};

/** The release in this clone, by tag or commit; undefined where a shallow clone or an archive lacks both. */
export const revisionOf = ({ tag, commit }: Release): string | undefined =>
  [`refs/tags/${tag}`, commit].find(isInClone);

/** Of all packages but the project itself, whose version differs between releases. */
const lockedPackages = (folder: string): unknown => {
  const lock = JSON.parse(readFileSync(path.join(folder, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, unknown>>;
  };
  return { ...lock.packages, "": undefined };
};

/** The installed packages where the release locks the same ones, else the release's own. */
const installPackages = (directory: string): void => {
  if (isDeepStrictEqual(lockedPackages(directory), lockedPackages(root)))
    symlinkSync(path.join(root, packages), path.join(directory, packages));
  else
    execFileSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: directory });
};

export const extractProgram = (revision: string): ReleasedProgram => {
  const directory = mkdtempSync(path.join(tmpdir(), "release-"));
  execFileSync("tar", ["-x", "-C", directory], { input: git("archive", "--format=tar", revision) });
  installPackages(directory);
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
};

const isStackFile = (name: string): boolean => /^Pulumi\..+\.yaml$/.test(name);

/** Replaces the program in a folder, as a checkout does; the settings of its stacks stay. */
export const checkOut = (directory: string, program: string): void => {
  for (const name of readdirSync(directory).filter((each) => !isStackFile(each)))
    rmSync(path.join(directory, name), { recursive: true });
  const names = readdirSync(program).filter((each) => each !== packages && !isStackFile(each));
  for (const name of names)
    cpSync(path.join(program, name), path.join(directory, name), { recursive: true });
  const installed = path.join(program, packages);
  if (existsSync(installed)) symlinkSync(realpathSync(installed), path.join(directory, packages));
};
