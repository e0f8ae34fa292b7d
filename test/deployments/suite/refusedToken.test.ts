import assert from "node:assert/strict";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";

const destroy = ["destroy", "--yes", "--run-program"];

describeEngine("a destroy whose token the store refuses", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
  });
  after(() => deployment?.stop());

  const setToken = (token: string) =>
    deployment.cli.succeed("config", "set", "--secret", "accessToken", token);

  it("fails for a mistyped token, and leaves the webhooks in store and state", async () => {
    const before = deployment.store.hooks();
    await setToken("mistyped-token");
    const { exitCode, output } = await deployment.cli.run(...destroy);
    assert.notEqual(exitCode, 0);
    assert.match(output, /401/);
    assert.deepEqual(deployment.store.hooks(), before);
    assert.match(await deployment.cli.succeed("stack", "export"), /BigCommerceWebhook::/);
  });

  it("succeeds once the API account is gone, and warns of each webhook that stays", async () => {
    await setToken("planted-access-token-61f0");
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    const { length } = deployment.store.hooks();
    deployment.store.rotateToken("token-of-another-account");
    const output = await deployment.cli.succeed(...destroy);
    const warned = [...output.matchAll(/warning: .*?(store\/[\w/]+)/g)].map(([, scope]) => scope);
    assert.equal(new Set(warned).size, length, output);
    assert.deepEqual(deployment.resources(), []);
    await deployment.cli.succeed("stack", "rm", "--yes");
  });
});
