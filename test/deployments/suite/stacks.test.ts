import assert from "node:assert/strict";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { ownSettings, plantedSecrets } from "../../support/recordedStack";

describeEngine("two stacks in one backend and one store", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
  });
  after(() => deployment?.stop());

  it("are created side by side, and destroying one leaves the other whole", async () => {
    const { cli, config, resources, store } = deployment;
    await cli.succeed("up", "--yes", "--skip-preview");
    const ofDev = resources().map(({ id }) => id);
    const hooksOfDev = store.hooks().length;

    await cli.succeed("stack", "init", "staging");
    const { storeHash, alertEmail } = ownSettings;
    const plain = { "aws:region": "us-east-1", storeHash, alertEmail, apiUrl: config["apiUrl"] };
    for (const [key, value] of Object.entries(plain))
      await cli.succeed("config", "set", key, String(value));
    const { accessToken, webhookSecret } = plantedSecrets;
    for (const [key, value] of Object.entries({ accessToken, webhookSecret }))
      await cli.succeed("config", "set", "--secret", key, value);
    await cli.succeed("up", "--yes", "--skip-preview");
    assert.equal(resources().length, 2 * ofDev.length);
    assert.equal(store.hooks().length, 2 * hooksOfDev);

    await cli.succeed("config", "set", "protectData", "false");
    await cli.succeed("destroy", "--yes", "--skip-preview");
    await cli.succeed("stack", "rm", "--yes");
    assert.deepEqual(
      resources().map(({ id }) => id),
      ofDev,
    );
    assert.equal(store.hooks().length, hooksOfDev);
    await cli.succeed("preview", "--stack", "dev", "--expect-no-changes");
  });
});
