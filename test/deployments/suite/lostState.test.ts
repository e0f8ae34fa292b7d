import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { awsCliMajor } from "../../support/awsCli";
import { copyWholeProject } from "../../support/copiedProject";
import { type Deployment, startDeployment } from "../../support/deployment";
import { linesOfStep } from "../../support/documentCommands";
import type { DocumentShell } from "../../support/documentShell";
import {
  areAcknowledged,
  assertAnswered,
  assertNoDeadLetters,
  assertOnceEach,
  drillShell,
  settled,
  withoutPrompts,
} from "../../support/drill";
import { describeEngine } from "../../support/engine";
import { types } from "../../support/recordedStack";

const guide = "docs/lost-state.md";
const section = "No version is left";

const physicalIds = ({ resources }: Deployment): readonly string[] =>
  resources()
    .map(({ type, id }) => `${type} ${id}`)
    .sort();

const hooks = ({ store }: Deployment): readonly string[] =>
  store
    .hooks()
    .map(({ id, scope, destination }) => [id, scope, destination].join(" "))
    .sort();

/** Loses the state and its backups; the stack file stays, as in a repository. */
const loseState = async ({ cli, directory }: Deployment): Promise<void> => {
  const file = path.join(directory, "Pulumi.dev.yaml");
  const text = readFileSync(file, "utf8");
  await cli.succeed("stack", "rm", "dev", "--force", "--yes", "--remove-backups");
  writeFileSync(file, text);
};

/** What the table of `import-stack` calls `to create`. */
const createdIn = (output: string): readonly string[] =>
  [...output.matchAll(/│ to create\s+│ (\S+)\s+│ (\S+)/g)]
    .map(([, type, name]) => `${type} ${name}`)
    .sort();

const define = (engineFolder: string): void => {
  let deployed: Deployment;
  let shell: DocumentShell;
  let before: readonly string[];
  let hooksBefore: readonly string[];
  const ids: number[] = [];
  const step = (n: number) => shell.run(linesOfStep(guide, section, n), { provider: "passphrase" });
  const placeOrder = (): void => void ids.push(deployed.store.place({ kind: "physical" }).id);
  const tables = () => deployed.resources().filter(({ type }) => type === types.table);

  it("leaves webhooks answered and orders acknowledged", async () => {
    const options = { env: withoutPrompts, copy: copyWholeProject };
    deployed = await startDeployment(engineFolder, options);
    shell = drillShell(deployed);
    await deployed.cli.succeed("config", "set", "protectData", "true");
    await deployed.cli.succeed("up", "--yes", "--skip-preview");
    placeOrder();
    await areAcknowledged(deployed.store, ids);
    [before, hooksBefore] = [physicalIds(deployed), hooks(deployed)];
    assert.ok(before.length > 50 && hooksBefore.length > 5);
    await loseState(deployed);
    placeOrder();
    await areAcknowledged(deployed.store, ids);
  });
  after(async () => {
    shell?.remove();
    await deployed?.stop();
  });

  it("lists what the program declares, and creates nothing", async () => {
    assert.match(await step(1), /Created stack 'dev'/);
    assert.deepEqual(physicalIds(deployed), before);
  });

  it("finds every resource; region and webhooks are left to the update", async () => {
    const output = await step(2);
    assert.match(output, / found, 7 to create, 0 ambiguous\nDry run: nothing was imported/);
    const kinds = createdIn(output).map((line) => line.split(" ")[0]);
    assert.deepEqual([...new Set(kinds)], ["BigCommerceWebhook", "Stash"]);
  });

  it("imports the resources, and changes nothing in AWS", async () => {
    placeOrder();
    assert.match(await step(3), /= \d+ imported/);
    assert.deepEqual(physicalIds(deployed), before);
  });

  it("updates, and every resource and webhook stays the one that it was", async () => {
    placeOrder();
    const output = await step(4);
    assert.doesNotMatch(output, /replace|delete/);
    assert.deepEqual([physicalIds(deployed), hooks(deployed)], [before, hooksBefore]);
    for (const { inputs } of tables()) assert.equal(inputs["deletionProtectionEnabled"], true);
  });

  it("leaves nothing to change", async () => {
    await step(5);
    placeOrder();
    await areAcknowledged(deployed.store, ids);
    const { error } = await deployed.cloud.runSchedule("poll-orders");
    assert.equal(error, undefined);
    await settled(deployed.store, deployed.cloud);
    assertOnceEach(deployed.store, ids);
    await assertNoDeadLetters(deployed.cloud);
    assertAnswered(deployed.store);
  });

  it("protects the tables again, and removes everything once the protection is lifted", async () => {
    const { exitCode } = await deployed.cli.run("destroy", "--run-program", "--yes");
    assert.notEqual(exitCode, 0);
    assert.deepEqual(physicalIds(deployed), before);
    await deployed.cli.succeed("config", "set", "protectData", "false");
    await deployed.cli.succeed("up", "--yes", "--skip-preview");
    await deployed.cli.succeed("destroy", "--run-program", "--yes", "--skip-preview");
    assert.deepEqual([physicalIds(deployed), hooks(deployed)], [[], []]);
  });
};

describeEngine("the drill of a lost state", (engineFolder) => {
  if (awsCliMajor() === undefined) it.skip("is not tested: no AWS CLI is on the PATH");
  else define(engineFolder);
});
