import { describeEngine } from "../../support/engine";
import { type FailingDeployment, startFailingDeployment } from "../../support/failingDeployment";
import type { Fault, Operation } from "../../support/faultyProvider";
import { otherSettings, theseSettings } from "../../support/changedSettings";
import { reportCoverage } from "../../support/reportCoverage";
import { sampled } from "../../support/sampled";

/** The command goes on past a failure, so that one run covers many positions. */
const rest = ["--yes", "--skip-preview", "--continue-on-error"];
const up = ["up", ...rest];
const destroy = ["destroy", ...rest];

describeEngine(
  "a deployment whose operations fail in AWS",
  (engineFolder) => {
    let stack: FailingDeployment;
    before(async () => {
      stack = await startFailingDeployment(engineFolder);
    });
    after(() => stack?.stop());

    const converge = async (
      command: readonly string[],
      urns: readonly string[],
      operation: Operation,
      fault: Fault,
    ): Promise<void> => {
      const chosen = sampled(urns);
      await stack.converge(
        command,
        chosen.map((urn) => ({ operation, urn, fault })),
      );
      reportCoverage(chosen.length, urns.length, `${operation}: ${fault}`);
    };

    for (const fault of ["denied", "throttled", "timed out"] as const) {
      it(`converges by an update with a refresh, where each update is ${fault} once`, async () => {
        const updated = await stack.change(otherSettings);
        await stack.set(theseSettings);
        await converge(up, updated, "update", fault);
        await stack.cli.succeed("up", "--yes", "--skip-preview", "--refresh", "--run-program");
        await stack.assertWhole();
      });

      it(`destroys everything, where each deletion is ${fault} once`, async () => {
        await converge(destroy, stack.created, "delete", fault);
        stack.assertNothingLeft();
      });

      it(`converges, where each creation is ${fault} once`, async () => {
        await converge(up, stack.created, "create", fault);
        await stack.assertWhole();
      });
    }

    it("names each resource whose creation took effect and whose response was lost, and converges", async () => {
      await stack.cli.succeed("destroy", "--yes", "--skip-preview");
      await converge(up, stack.created, "create", "lost");
      await stack.assertWhole();
    });
  },
  { minutesPerTest: 20 },
);
