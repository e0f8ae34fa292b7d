import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import path from "node:path";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { type CopiedProject, copyProject } from "../support/copiedProject";
import { ownSettings, recordedStack, stacks } from "../support/recordedStack";

/** Settings that an owner's commands write to a stack file; the tests must pass with them. */
const ownersSettings = `secretsprovider: awskms://alias/order-replication?region=eu-west-1
config:
  order-replication:acknowledge: plan
  order-replication:accessToken:
    secure: v1:5f0e
  order-replication:batchSize: "100"
  order-replication:newOrderStatusIds: "[11]"
  order-replication:storeHash: xyz789`;

/** Sorted, since the order of registration may vary. */
const inputsOf = ({ resources }: DeclaredStack) =>
  resources
    .map(({ urn, inputs, dependencies }) => ({
      urn,
      inputs,
      dependencies: [...dependencies].sort(),
    }))
    .sort((one, other) => one.urn.localeCompare(other.urn));

/** The clone's node_modules is a link, and bundled code contains the link's target; replaces it. */
const withOwnPackages = (declared: DeclaredStack, { directory }: CopiedProject): DeclaredStack => {
  const packages = realpathSync(path.join(directory, "node_modules"));
  const linked = path.relative(realpathSync(directory), packages);
  return JSON.parse(
    JSON.stringify(declared).replaceAll(`\\"${linked}/`, '\\"node_modules/'),
  ) as DeclaredStack;
};

describe("a stack that is declared twice", () => {
  let clone: CopiedProject;
  const cloned = new Map<string, DeclaredStack>();
  before(async function () {
    this.timeout(180_000);
    clone = await copyProject();
    await clone.change("Pulumi.dev.yaml", "config:", ownersSettings);
    const { directory } = clone;
    const declare = (stack: string) => declareStack({ stack, directory, config: ownSettings });
    for (const declared of await Promise.all(stacks.map(declare)))
      cloned.set(declared.stack, withOwnPackages(declared, clone));
    await Promise.all(stacks.map((stack) => recordedStack(stack)));
  });
  after(() => clone.remove());

  for (const stack of stacks) {
    it(`has the same inputs and code, from another clone as well: ${stack}`, async () => {
      const one = JSON.parse(JSON.stringify(await recordedStack(stack))) as DeclaredStack;
      const other = cloned.get(stack);
      assert.ok(other && one.resources.length > 20);
      const others = new Map(inputsOf(other).map((each) => [each.urn, each]));
      assert.deepEqual(
        [...others.keys()],
        inputsOf(one).map(({ urn }) => urn),
      );
      for (const each of inputsOf(one)) {
        const same = JSON.stringify(each) === JSON.stringify(others.get(each.urn));
        assert.ok(same, `${each.urn} differs`);
      }
      assert.deepEqual(other.outputs, one.outputs);
    });
  }
});
