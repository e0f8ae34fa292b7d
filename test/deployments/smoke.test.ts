import assert from "node:assert/strict";
import { type DeclaredResource, declareStack } from "../../local/declareStack";
import { scopes } from "../support/aWebhookRequest";
import { type Deployment, startDeployment } from "../support/deployment";
import { describeEngine } from "../support/engine";
import { eventually } from "../support/eventually";

/** As in the summary `    + 77 to create`. */
const countToCreate = (output: string): number =>
  Number(/^ +\+ (\d+) to create$/m.exec(output)?.[1] ?? 0);

/** Mocks name the last parent of a resource only, and so the URNs differ. */
const keyOf = ({ type, name }: DeclaredResource): string => `${type} ${name}`;

/** Mocks and engine choose physical names, and whatever contains one, each in their own way. */
const generated = ["name", "statementId"];
const inputNames = ({ inputs }: DeclaredResource): string[] =>
  Object.keys(inputs)
    .filter((key) => inputs[key] !== undefined && !generated.includes(key))
    .sort();

describeEngine("a deployment by Pulumi's engine", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
  });
  after(() => deployment?.stop());

  const webhookScopes = (): string[] =>
    deployment.store
      .hooks()
      .map(({ scope }) => String(scope))
      .sort();
  const declared = async () => {
    const { directory, config } = deployment;
    const { resources } = await declareStack({ stack: "dev", directory, config });
    return resources.filter(({ type, custom }) => custom && type.startsWith("aws:"));
  };

  it("previews the resources that the mocks declare, and creates none", async () => {
    const output = await deployment.cli.succeed("preview");
    assert.ok(countToCreate(output) > (await declared()).length, output);
    assert.deepEqual([deployment.resources(), webhookScopes()], [[], []]);
  });

  it("creates the resources that the mocks declare, with the same inputs, and the webhooks", async () => {
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    const deployed = new Map(deployment.resources().map((each) => [keyOf(each), each]));
    const mocked = await declared();
    assert.deepEqual([...deployed.keys()].sort(), mocked.map(keyOf).sort());
    for (const resource of mocked) {
      const created = deployed.get(keyOf(resource));
      assert.deepEqual(created && inputNames(created), inputNames(resource), keyOf(resource));
    }
    assert.deepEqual(webhookScopes(), [...scopes].sort());
  });

  it("shows no change at a second preview", async () => {
    await deployment.cli.succeed("preview", "--expect-no-changes");
  });

  it("runs the uploaded code: an order is acknowledged after its webhook, without a poll", async () => {
    const { id } = deployment.store.place({ kind: "physical" });
    await eventually(
      `order ${id} is acknowledged`,
      () => deployment.store.order(id)?.status_id === 9,
    );
    assert.deepEqual(deployment.cloud.mailbox.list(), []);
  });

  it("finds no drift at a refresh", async () => {
    await deployment.cli.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("destroys every resource and every webhook", async () => {
    await deployment.cli.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual([deployment.resources(), webhookScopes()], [[], []]);
    await deployment.cli.succeed("stack", "rm", "--yes");
  });
});
