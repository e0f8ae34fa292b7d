import assert from "node:assert/strict";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { eventually } from "../../support/eventually";

describeEngine("a rotation", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
  });
  after(() => deployment?.stop());

  const setSecret = (key: string, value: string) =>
    deployment.cli.succeed("config", "set", "--secret", key, value);
  const secretsOfWebhooks = () =>
    new Set(deployment.store.hooks().map(({ headers }) => JSON.stringify(headers)));

  it("of the webhook secret updates each webhook in place", async () => {
    const ids = deployment.store.hooks().map(({ id }) => id);
    await setSecret("previousWebhookSecret", "planted-webhook-secret-b7aa");
    await setSecret("webhookSecret", "rotated-webhook-secret");
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(
      [...secretsOfWebhooks()],
      [JSON.stringify({ "X-Webhook-Secret": "rotated-webhook-secret" })],
    );
    assert.deepEqual(
      deployment.store.hooks().map(({ id }) => id),
      ids,
    );
  });

  it("of the client secret changes no webhook", async () => {
    const before = JSON.stringify(deployment.store.hooks());
    await setSecret("clientSecret", "rotated-client-secret");
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    assert.equal(JSON.stringify(deployment.store.hooks()), before);
  });

  it("of the token goes on with the new one, and the service with it", async () => {
    deployment.store.rotateToken("rotated-access-token");
    await setSecret("accessToken", "rotated-access-token");
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    const { id } = deployment.store.place({ kind: "physical" });
    await eventually(
      `order ${id} is acknowledged`,
      () => deployment.store.order(id)?.status_id === 9,
    );
  });

  it("is followed by a destroy that leaves no webhook", async () => {
    await deployment.cli.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual([deployment.resources(), deployment.store.hooks()], [[], []]);
  });
});
