import { otherSettings, theseSettings } from "../../support/changedSettings";
import { describeEngine } from "../../support/engine";
import { type FailingDeployment, startFailingDeployment } from "../../support/failingDeployment";
import type { Fault, Operation } from "../../support/faultyProvider";
import { reportCoverage } from "../../support/reportCoverage";
import { sampled } from "../../support/sampled";

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];

describeEngine(
  "a deployment that is killed",
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
      const chosen = sampled(urns, 2);
      await stack.converge(
        command,
        chosen.map((urn) => ({ operation, urn, fault })),
      );
      reportCoverage(chosen.length, urns.length, `${operation}: ${fault} it took effect`);
    };

    for (const fault of ["killed before", "killed after"] as const) {
      it(`converges, where it is ${fault} each update takes effect`, async () => {
        const updated = await stack.change(otherSettings);
        await stack.set(theseSettings);
        await converge(up, updated, "update", fault);
        await stack.assertWhole();
      });

      it(`destroys everything, where it is ${fault} each deletion takes effect`, async () => {
        await converge(destroy, stack.created, "delete", fault);
        stack.assertNothingLeft();
      });

      it(`converges, where it is ${fault} each creation takes effect`, async () => {
        await converge(up, stack.created, "create", fault);
        await stack.assertWhole();
      });
    }
  },
  { minutesPerTest: 30 },
);
