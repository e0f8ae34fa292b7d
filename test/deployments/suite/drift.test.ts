import assert from "node:assert/strict";
import { scopes } from "../../support/aWebhookRequest";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { plantedSecrets } from "../../support/recordedStack";

describeEngine("drift of a webhook", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
  });
  after(() => deployment?.stop());

  const hooks = () => deployment.store.hooks();
  const request = async (method: string, id: unknown, body?: object): Promise<void> => {
    const { accessToken } = plantedSecrets;
    const url = `${deployment.config["apiUrl"]}/stores/abc123/v3/hooks/${String(id)}`;
    const headers = { "X-Auth-Token": accessToken, "content-type": "application/json" };
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(response.ok, await response.text());
  };

  const drifts: readonly (readonly [string, (id: unknown) => Promise<void>])[] = [
    ["was deleted", (id) => request("DELETE", id)],
    ["was deactivated", (id) => request("PUT", id, { is_active: false })],
    [
      "got another secret",
      (id) => request("PUT", id, { headers: { "X-Webhook-Secret": "somebody else's" } }),
    ],
  ];

  for (const [drift, change] of drifts) {
    it(`is found by a refresh, and fixed by an update, where the webhook ${drift}`, async () => {
      await change(hooks()[0]?.["id"]);
      const { exitCode } = await deployment.cli.run("preview", "--refresh", "--expect-no-changes");
      assert.notEqual(exitCode, 0);
      await deployment.cli.succeed("up", "--yes", "--skip-preview", "--refresh");
      assert.deepEqual(
        hooks()
          .map(({ scope }) => String(scope))
          .sort(),
        [...scopes].sort(),
      );
      for (const hook of hooks()) {
        assert.equal(hook["is_active"], true);
        const { webhookSecret } = plantedSecrets;
        assert.deepEqual(hook["headers"], { "X-Webhook-Secret": webhookSecret });
      }
      await deployment.cli.succeed("preview", "--refresh", "--expect-no-changes");
    });
  }
});
