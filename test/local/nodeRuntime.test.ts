import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nodeRuntime } from "../../local/lambda/nodeRuntime";
import { aCloud, aFunction, stopClouds } from "./declared";

describe("the Node that runs functions", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "functions-node-"));
  });
  after(() => rmSync(directory, { recursive: true }));
  afterEach(stopClouds);

  const executable = (name: string, text: string): string => {
    const file = path.join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it("is that of this process, unless FUNCTIONS_NODE names another", () => {
    assert.deepEqual(nodeRuntime({}), { path: process.execPath, version: process.version });
    const other = executable("other", "echo v24.99.0");
    assert.deepEqual(nodeRuntime({ FUNCTIONS_NODE: other }), {
      path: other,
      version: "v24.99.0",
    });
  });

  it("is the named executable for every function", async () => {
    const marked = executable("marked", `MARK=seen exec "${process.execPath}" "$@"`);
    const node = nodeRuntime({ FUNCTIONS_NODE: marked });
    const cloud = await aCloud([aFunction("tell", "return process.env.MARK;")], { node });
    assert.equal((await cloud.invoke("tell", {})).result, "seen");
    assert.equal(cloud.nodeVersion, process.version);
  });

  const refused: readonly (readonly [what: string, given: () => string, reason: RegExp])[] = [
    ["does not exist", () => path.join(directory, "absent"), /got ".*absent".*ENOENT/],
    ["is empty", () => "", /got ""/],
    ["is not Node", () => executable("no-node", "echo hello"), /--version prints: hello/],
  ];
  for (const [what, given, reason] of refused) {
    it(`is rejected when it ${what}`, () => {
      assert.throws(() => nodeRuntime({ FUNCTIONS_NODE: given() }), reason);
    });
  }
});
