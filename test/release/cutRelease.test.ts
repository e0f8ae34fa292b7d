import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cutRelease, type ReleaseTools, stateFileOf } from "../../release/cutRelease";
import { gitIn, gitProject } from "../../release/gitProject";

const changelog = `# Changelog

## [Unreleased]

### Added

- A change.

## [0.1.0] - 2026-11-22

- The first release.
`;
const packageFile = (version: string): string =>
  `${JSON.stringify({ name: "a", version, license: "Apache-2.0" }, null, 2)}\n`;
const lockfile = (version: string): string => {
  const packages = { "": { name: "a", version }, "node_modules/b": { version: "0.1.0" } };
  return `${JSON.stringify({ name: "a", version, packages }, null, 2)}\n`;
};

const release = { version: "0.2.0", date: "2026-11-26" };
const state = '{"version":3}\n';
const files = ["CHANGELOG.md", "package.json", "package-lock.json", stateFileOf("0.2.0")];

describe("a release", () => {
  let folder: string;
  const at = (file: string): string => path.join(folder, file);
  const read = (file: string): string => readFileSync(at(file), "utf8");
  const git = (...args: readonly string[]): string => gitIn(folder)(...args).trim();
  const history = () => ({
    head: git("rev-parse", "HEAD"),
    tags: git("tag"),
    changes: git("status", "--porcelain"),
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "release-"));
    mkdirSync(at(path.dirname(stateFileOf("0.2.0"))), { recursive: true });
    writeFileSync(at("CHANGELOG.md"), changelog);
    writeFileSync(at("package.json"), packageFile("0.1.0"));
    writeFileSync(at("package-lock.json"), lockfile("0.1.0"));
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.name", "A maintainer");
    git("config", "user.email", "maintainer@example.com");
    git("config", "commit.gpgSign", "false");
    git("config", "tag.gpgSign", "false");
    git("config", "core.hooksPath", ".git/hooks");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Begin");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tools = (changed: Partial<ReleaseTools> = {}): ReleaseTools => ({
    project: gitProject(folder),
    missingEngine: undefined,
    takeState: async () => state,
    check: async () => undefined,
    ...changed,
  });
  const fail = async (): Promise<never> => Promise.reject(new Error("planted"));

  it("is committed whole, and tagged", async () => {
    assert.deepEqual(await cutRelease(release, tools()), []);
    assert.equal(read("package.json"), packageFile("0.2.0"));
    assert.equal(read("package-lock.json"), lockfile("0.2.0"));
    assert.equal(read(stateFileOf("0.2.0")), state);
    assert.match(
      read("CHANGELOG.md"),
      /^## \[Unreleased\]\n\n## \[0\.2\.0\] - 2026-11-26\n\n### Added\n\n- A change\.\n\n## \[0\.1/m,
    );
    const committed = git("show", "--name-only", "--format=%s", "HEAD").split("\n");
    assert.deepEqual(committed.sort(), ["", ...files, "Release 0.2.0"].sort());
    assert.equal(git("cat-file", "-t", "v0.2.0"), "tag");
    assert.equal(git("rev-parse", "v0.2.0^{commit}"), git("rev-parse", "HEAD"));
    assert.equal(history().changes, "");
  });

  it("deploys the new version, and is checked as committed", async () => {
    const seen: string[] = [];
    const takeState = async () => {
      seen.push(`state of ${(JSON.parse(read("package.json")) as { version: string }).version}`);
      return state;
    };
    const check = async () => void seen.push(...files.map(read));
    await cutRelease(release, tools({ takeState, check }));
    assert.deepEqual(seen, ["state of 0.2.0", ...files.map(read)]);
  });

  const failures: readonly (readonly [step: string, plant: () => Partial<ReleaseTools>])[] = [
    ["the deployment", () => ({ takeState: fail })],
    ["a check", () => ({ check: fail })],
    [
      "the commit",
      () => {
        writeFileSync(at(".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
        return {};
      },
    ],
    [
      "the tag",
      () => {
        const tag = () => {
          assert.equal(git("log", "-1", "--format=%s"), "Release 0.2.0");
          throw new Error("planted");
        };
        return { project: { ...gitProject(folder), tag } };
      },
    ],
  ];
  for (const [step, plant] of failures) {
    it(`is undone where ${step} fails`, async () => {
      const before = history();
      const planted = tools(plant());
      await assert.rejects(cutRelease(release, planted), /planted|git commit/);
      assert.deepEqual(history(), before);
      assert.equal(read("CHANGELOG.md"), changelog);
    });
  }

  const refused: readonly (readonly [why: string, reason: RegExp, arrange: () => unknown])[] = [
    ["a file is not committed", /uncommitted.*\?\? new/s, () => writeFileSync(at("new"), "")],
    ["the branch is another", /main, got dev$/, () => git("switch", "--quiet", "-c", "dev")],
    ["no branch is checked out", /main, got none$/, () => git("switch", "--quiet", "--detach")],
    ["the tag exists", /no tag v0\.2\.0/, () => git("tag", "v0.2.0")],
    [
      "the changelog lists no change",
      /changes under \[Unreleased\]/,
      () => {
        writeFileSync(at("CHANGELOG.md"), changelog.replace("### Added\n\n- A change.\n\n", ""));
        git("commit", "--quiet", "--all", "--message", "Remove");
      },
    ],
  ];
  for (const [why, reason, arrange] of refused) {
    it(`is refused where ${why}`, async () => {
      arrange();
      const before = history();
      const [first = "", ...others] = await cutRelease(release, tools({ takeState: fail }));
      assert.match(first, reason);
      assert.deepEqual([others, history()], [[], before]);
    });
  }

  for (const version of ["0.1.0", "0.0.9"]) {
    it(`is refused where ${version} follows 0.1.0`, async () => {
      const reasons = await cutRelease({ ...release, version }, tools({ takeState: fail }));
      assert.deepEqual(reasons, [`Expected a version after 0.1.0, got ${version}`]);
    });
  }

  it("is refused without a Pulumi CLI, with the reason", async () => {
    const reasons = await cutRelease(release, tools({ missingEngine: "none on the PATH" }));
    assert.match(reasons.join(), /Pulumi CLI.*none on the PATH$/);
  });

  it("is refused with all reasons at once", async () => {
    writeFileSync(at("new"), "");
    git("switch", "--quiet", "-c", "dev");
    assert.equal((await cutRelease(release, tools())).length, 2);
  });
});
