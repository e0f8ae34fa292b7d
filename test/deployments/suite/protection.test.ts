import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";

describeEngine("a stack with protectData", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
    await deployment.cli.succeed("config", "set", "protectData", "true");
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
  });
  after(() => deployment?.stop());

  const existing = () => ({
    resources: deployment.resources().map(({ id }) => id),
    webhooks: deployment.store.hooks().map(({ id }) => id),
  });

  const program = async (change: (text: string) => string): Promise<() => Promise<void>> => {
    const file = path.join(deployment.directory, "index.ts");
    const text = await readFile(file, "utf8");
    assert.notEqual(change(text), text);
    await writeFile(file, change(text));
    return () => writeFile(file, text);
  };

  const replacements: readonly (readonly [string, (text: string) => string])[] = [
    ["another key", (text) => text.replace('{ id: "N" }', '{ orderId: "N" }')],
    [
      "another name without an alias",
      (text) => text.replace('("orders", { key', '("sales", { key'),
    ],
  ];
  for (const [change, edit] of replacements) {
    it(`refuses at preview to replace a table for ${change}`, async () => {
      const before = existing();
      const restore = await program(edit);
      const { exitCode, output } = await deployment.cli.run("preview");
      await restore();
      assert.notEqual(exitCode, 0);
      assert.match(output, /protect/i);
      assert.deepEqual(existing(), before);
    });
  }

  it("refuses another region, and says which one the stack is in", async () => {
    await deployment.cli.succeed("config", "set", "aws:region", "eu-west-1");
    const { exitCode, output } = await deployment.cli.run("preview");
    await deployment.cli.succeed("config", "set", "aws:region", "us-east-1");
    assert.notEqual(exitCode, 0);
    assert.match(output, /expected us-east-1.*got eu-west-1/s);
  });

  it("refuses to be destroyed, before anything is deleted", async () => {
    const before = existing();
    const { exitCode, output } = await deployment.cli.run("destroy", "--yes");
    assert.notEqual(exitCode, 0);
    assert.match(output, /protect/i);
    assert.deepEqual(existing(), before);
  });

  it("is removed as documented: without protectData, by an update and a destroy", async () => {
    await deployment.cli.succeed("config", "set", "protectData", "false");
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    await deployment.cli.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual(existing(), { resources: [], webhooks: [] });
  });
});
