import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { acknowledgeSetting } from "../../local/start/acknowledgeSetting";

const project = `name: shop
runtime: nodejs
config: { hash: { type: string }, acknowledge: { type: string, default: "on" } }
`;

describe("the setting acknowledge of a local run", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "acknowledging-"));
    writeFileSync(path.join(directory, "Pulumi.yaml"), project);
  });
  after(() => rmSync(directory, { recursive: true }));
  const resolve = (configured: string, wanted: "on" | "plan"): string => {
    const config = `config: { shop:acknowledge: ${configured} }\n`;
    writeFileSync(path.join(directory, "Pulumi.dev.yaml"), config);
    return acknowledgeSetting(wanted, { hash: "abc" }, directory);
  };

  it("is the run's, whatever valid value the stack file has", () => {
    for (const configured of ["on", "off", "plan"])
      assert.deepEqual([resolve(configured, "on"), resolve(configured, "plan")], ["on", "plan"]);
  });

  it("keeps an invalid value of the stack file, so that the program rejects it", () => {
    assert.deepEqual([resolve("ON", "on"), resolve("never", "plan")], ["ON", "never"]);
  });
});
