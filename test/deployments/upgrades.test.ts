import assert from "node:assert/strict";
import { declaredLosses } from "../../release/upgrade/declaredLosses";
import { type Loss, lossesIn } from "../../release/upgrade/lossesIn";
import { textOf } from "../docs/documents";
import type { Deployment } from "../support/deployment";
import { describeEngine } from "../support/engine";
import { keptReleases, plannedSteps, startReleasedStack, stateOf } from "../support/releasedStack";

const lineOf = ({ type, name }: Loss): string => `- \`${type}\` \`${name}\``;

const undeclared = (losses: readonly Loss[], release: string): readonly string[] => {
  const declared = declaredLosses(textOf("CHANGELOG.md"), release).map(lineOf);
  return losses.map(lineOf).filter((line) => !declared.includes(line));
};

describeEngine("an upgrade", (engineFolder) => {
  let deployment: Deployment;
  afterEach(() => deployment?.stop());

  for (const release of keptReleases()) {
    it(`from ${release} replaces and deletes nothing that the CHANGELOG does not declare`, async () => {
      deployment = await startReleasedStack(engineFolder, stateOf(release));
      const steps = await plannedSteps(deployment);
      const [stack] = steps.filter(({ urn }) => urn.includes("::pulumi:pulumi:Stack::"));
      assert.notEqual(stack?.op, "create", "the state was not imported");
      assert.deepEqual(undeclared(lossesIn(steps), release), []);
    });
  }
});
