import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findEngine } from "../support/engine";

describe("findEngine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "engine-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const place = (file: string, script: string): void => {
    writeFileSync(path.join(folder, file), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(folder, file), 0o755);
  };

  it("takes the CLI of PULUMI_ENGINE_DIR when its minor version is the lockfile's", () => {
    place("pulumi", "echo v3.248.9");
    assert.deepEqual(findEngine({ PULUMI_ENGINE_DIR: folder }), { folder });
  });

  it("unpacks the CLI where the folder has an install script", () => {
    place("pulumi", "echo v3.248.0");
    place("install", `echo ${folder}`);
    assert.deepEqual(findEngine({ PULUMI_ENGINE_DIR: folder }), { folder });
  });

  it("finds none on a PATH without a CLI, which has a program called install", () => {
    place("install", "echo install: missing file operand >&2; exit 1");
    const nowhere = path.join(folder, "absent");
    assert.deepEqual(findEngine({ PATH: folder }, nowhere), { skipped: "no Pulumi CLI was found" });
    place("pulumi", "echo v3.248.0");
    assert.deepEqual(findEngine({ PATH: folder }, nowhere), { folder });
  });

  it("skips a CLI that is missing or does not run, and names the reason", () => {
    const { skipped = "" } = findEngine({ PULUMI_ENGINE_DIR: folder }) as { skipped?: string };
    assert.match(skipped, /^the Pulumi CLI does not run: .*ENOENT/);
    place("pulumi", "exit 3");
    const { skipped: reason } = findEngine({ PULUMI_ENGINE_DIR: folder }) as { skipped?: string };
    assert.match(reason ?? "", /^the Pulumi CLI does not run: .*Command failed/);
  });

  it("skips a CLI of another minor version, and names both", () => {
    place("pulumi", "echo v3.9.0");
    const { skipped = "" } = findEngine({ PULUMI_ENGINE_DIR: folder }) as { skipped?: string };
    assert.match(skipped, /is v3\.9\.0, and the lockfile needs 3\.248$/);
  });
});
