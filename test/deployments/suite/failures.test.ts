import assert from "node:assert/strict";
import { scopes } from "../../support/aWebhookRequest";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import type { Operation, Refusal } from "../../support/faultyProvider";

/** An update goes on past a failure, so that one run covers many positions. */
const up = ["up", "--yes", "--skip-preview", "--continue-on-error"];
const destroy = ["destroy", "--yes", "--skip-preview", "--continue-on-error"];

describeEngine(
  "a deployment that fails",
  (engineFolder) => {
    let deployment: Deployment;
    /** Logical, by type: what an undisturbed deployment creates. */
    let undisturbed: string[];

    const names = (): string[] =>
      deployment
        .resources()
        .map(({ type, name }) => `${type} ${name}`)
        .sort();
    const webhookScopes = (): string[] =>
      deployment.store
        .hooks()
        .map(({ scope }) => String(scope))
        .sort();

    /** Repeats a command until none fails; each run fails at positions that have not failed yet. */
    const untilItSucceeds = async (
      command: readonly string[],
      operation: Operation,
      refusal: Refusal,
    ): Promise<number> => {
      const before = deployment.provider.failures();
      deployment.provider.failEach(operation, refusal);
      for (let run = 1; ; run += 1) {
        const { exitCode, output } = await deployment.cli.run(...command);
        if (exitCode === 0) break;
        assert.ok(run < 40, output);
      }
      deployment.provider.succeedAlways();
      return deployment.provider.failures() - before;
    };

    before(async () => {
      deployment = await startDeployment(engineFolder);
      await deployment.cli.succeed("up", "--yes", "--skip-preview");
      undisturbed = names();
    });
    after(() => deployment?.stop());

    const assertWhole = async (): Promise<void> => {
      assert.deepEqual(names(), undisturbed);
      assert.deepEqual(webhookScopes(), [...scopes].sort());
      await deployment.cli.succeed("preview", "--expect-no-changes");
    };

    it("destroys everything in the end, where each deletion is denied once", async () => {
      const failed = await untilItSucceeds(destroy, "delete", "denied");
      assert.equal(failed, undisturbed.length);
      assert.deepEqual([names(), webhookScopes()], [[], []]);
    });

    it("converges, where each creation is denied once", async () => {
      const failed = await untilItSucceeds(up, "create", "denied");
      assert.equal(failed, undisturbed.length);
      await assertWhole();
    });

    it("converges, where each update is throttled once", async () => {
      await deployment.cli.succeed("config", "set", "acknowledge", "off");
      await deployment.cli.succeed("config", "set", "logRetentionDays", "90");
      const failed = await untilItSucceeds(up, "update", "throttled");
      assert.ok(failed >= 5, `${failed} updates failed`);
      await assertWhole();
    });

    const storeFaults = [
      ["is down", { fault: { kind: "status", status: 503 } }],
      ["refuses the webhooks", { fault: { kind: "status", status: 422 } }],
      ["creates webhooks and loses the response", { fault: { kind: "reset" }, afterEffect: true }],
    ] as const;
    for (const [circumstance, rule] of storeFaults) {
      it(`converges, with no webhook twice, where the store ${circumstance}`, async () => {
        await deployment.cli.succeed("destroy", "--yes", "--skip-preview");
        const path = "^/v3/hooks";
        const disarm = deployment.store.injectFault({ ...rule, method: "POST", path });
        await deployment.cli.run(...up);
        disarm();
        await deployment.cli.succeed(...up);
        await assertWhole();
      });
    }
  },
  { minutesPerTest: 30 },
);
