import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";

const root = path.join(__dirname, "..", "..");

/** A stub of npm and npx that logs its calls, and fails at the call of the given number. */
const npm = `#!/usr/bin/env bash
echo "$*" >> "$CALLS"
echo "  3 passing"
[ "$(wc -l < "$CALLS")" -ne "$FAILING_CALL" ]
`;

describe("defects of the pipeline", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "pipeline-"));
    for (const folder of ["bin", ".ci"]) mkdirSync(path.join(directory, folder));
    cpSync(path.join(root, ".ci", "run"), path.join(directory, ".ci", "run"));
    for (const name of ["npm", "npx"]) {
      writeFileSync(path.join(directory, "bin", name), npm);
      chmodSync(path.join(directory, "bin", name), 0o755);
    }
  });
  after(() => rmSync(directory, { recursive: true }));

  /** Runs the pipeline's own script; returns the exit code and the calls of npm. */
  const run = (failingCall: number) => {
    const calls = path.join(mkdtempSync(path.join(directory, "calls-")), "log");
    const { PATH = "" } = process.env;
    const { status } = spawnSync(path.join(directory, ".ci", "run"), {
      env: {
        ...process.env,
        PATH: `${path.join(directory, "bin")}:${PATH}`,
        CALLS: calls,
        FAILING_CALL: String(failingCall),
      },
    });
    return { status, calls: readFileSync(calls, "utf8").trim().split("\n") };
  };

  it("60: the pipeline installs from the lockfile, checks types, lints, tests and runs the code", () => {
    const { status, calls } = run(0);
    assert.equal(status, 0);
    for (const step of [/^ci\b/, /\btypes\b/, /\blint\b/, /^(run )?test\b/, /^(run )?start\b/])
      assert.ok(
        calls.some((call) => step.test(call)),
        String(step),
      );
  });

  it("60: any failing step fails the pipeline", () => {
    const { calls } = run(0);
    for (const [n, call] of calls.entries()) assert.notEqual(run(n + 1).status, 0, call);
  });

  it("60: functions run on their declared Node version", () => {
    const declared = readFileSync(path.join(root, "infra", "lambda.ts"), "utf8");
    const [, major] = /runtime: "nodejs(\d+)\.x"/.exec(declared) ?? [];
    const fetched = run(0).calls.filter((call) => call.startsWith("exec "));
    assert.deepEqual(fetched, [`exec --yes --package=node@${major} -- node -p process.execPath`]);
  });

  it("60: third-party actions are pinned to a commit, with read-only permissions", () => {
    const workflow = readFileSync(path.join(root, ".github", "workflows", "test.yml"), "utf8");
    const { permissions } = parse(workflow) as { permissions: unknown };
    assert.deepEqual(permissions, { contents: "read" });
    const used = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action = ""]) => action);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /@[0-9a-f]{40}$/);
  });
});
