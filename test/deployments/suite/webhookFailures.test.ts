import { describeEngine } from "../../support/engine";
import { eventually } from "../../support/eventually";
import { type FailingDeployment, startFailingDeployment } from "../../support/failingDeployment";
import { reportCoverage } from "../../support/reportCoverage";
import { sampled } from "../../support/sampled";

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
const creation = { method: "POST", path: "^/v3/hooks" };

describeEngine(
  "a deployment whose webhooks fail",
  (engineFolder) => {
    let stack: FailingDeployment;
    before(async () => {
      stack = await startFailingDeployment(engineFolder);
    });
    beforeEach(() => stack.cli.succeed(...destroy));
    after(() => stack?.stop());

    const storeFaults = [
      ["is down", { fault: { kind: "status", status: 503 } }],
      ["refuses the webhooks", { fault: { kind: "status", status: 422 } }],
      ["creates webhooks and loses the response", { fault: { kind: "reset" }, afterEffect: true }],
    ] as const;
    for (const [circumstance, rule] of storeFaults) {
      it(`converges, with no webhook twice, where the store ${circumstance}`, async () => {
        const disarm = stack.store.injectFault({ ...rule, ...creation });
        await stack.cli.run(...up, "--continue-on-error");
        disarm();
        await stack.cli.succeed(...up);
        await stack.assertWhole();
      });
    }

    const webhooks = [0, 1, 2, 3, 4, 5];
    const kills = webhooks.flatMap((after) => [
      { after, afterEffect: false },
      { after, afterEffect: true },
    ]);
    for (const kill of sampled(kills, 1)) {
      const { after, afterEffect } = kill;
      const moment = afterEffect ? "after the store created" : "before the store creates";
      it(`converges, with no webhook twice, where it is killed ${moment} webhook ${after + 1}`, async () => {
        const requests = () => stack.store.requests().byRoute["POST /v3/hooks"] ?? 0;
        const earlier = requests();
        const fault = { kind: "hang" } as const;
        const disarm = stack.store.injectFault({ fault, ...creation, ...kill });
        await stack.killAt(
          () => eventually("a webhook hangs", () => requests() > earlier + after, 60_000),
          up,
        );
        disarm();
        await stack.cli.succeed(...up);
        await stack.assertWhole();
      });
    }

    it("was killed at the chosen webhooks", () => {
      reportCoverage(sampled(kills, 1).length, kills.length, "webhooks: killed during a creation");
    });
  },
  { minutesPerTest: 10 },
);
