import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { providerCode } from "../../infra/bigCommerceWebhook";

const run = promisify(execFile);
const root = path.join(__dirname, "../..");

/** As Pulumi's host of dynamic providers: plain Node that evaluates a text (@pulumi/pulumi/cmd/dynamic-provider). */
const load = (cwd: string) => {
  const host = `const load = require(${JSON.stringify(require.resolve("require-from-string"))});
    console.log(Object.keys(load(${JSON.stringify(providerCode)}).handler()).sort().join());`;
  const { PATH } = process.env;
  return run(process.execPath, ["-e", host], { cwd, env: { PATH } });
};

describe("loadProvider", () => {
  it("loads the provider from its source in plain Node, in the folder of Pulumi.yaml, without a warning", async () => {
    assert.deepEqual(await load(root), {
      stdout: "configure,create,delete,diff,read,update\n",
      stderr: "",
    });
  });

  it("is not found in another folder, and the error names it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "elsewhere-"));
    try {
      await assert.rejects(load(folder), /Cannot find module '\.\/providers\/loadProvider'/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
