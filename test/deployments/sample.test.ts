import { describeEngine } from "../support/engine";
import { type FailingDeployment, startFailingDeployment } from "../support/failingDeployment";
import type { Fault, Operation, Position } from "../support/faultyProvider";
import { sampled } from "../support/sampled";

const rest = ["--yes", "--skip-preview", "--continue-on-error"];

/** As many resources as faults, in the same order. */
const positions = (
  operation: Operation,
  urns: readonly string[],
  faults: readonly Fault[],
): readonly Position[] => {
  const chosen = sampled(urns, faults.length);
  return faults.flatMap((fault, index) => {
    const urn = chosen[index];
    return urn === undefined ? [] : [{ operation, urn, fault }];
  });
};

describeEngine("a deployment that fails at positions chosen by a seed", (engineFolder) => {
  let stack: FailingDeployment;
  before(async () => {
    stack = await startFailingDeployment(engineFolder);
  });
  after(() => stack?.stop());

  it("destroys everything", async () => {
    const faults: readonly Fault[] = ["denied", "timed out", "killed before", "killed after"];
    await stack.converge(["destroy", ...rest], positions("delete", stack.created, faults));
    stack.assertNothingLeft();
  });

  it("creates the same resources and webhooks", async () => {
    const faults: readonly Fault[] = ["throttled", "timed out", "lost", "killed after"];
    await stack.converge(["up", ...rest], positions("create", stack.created, faults));
    await stack.assertWhole();
  });
});
