import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { asCliWrites, ownersSettings } from "../support/cliStackFile";
import { type CopiedProject, copyProject } from "../support/copiedProject";
import { ownSettings, recordedStack, stacks } from "../support/recordedStack";
import { byFullKey, shippedSettings } from "../support/stackFiles";

/** Sorted, since the order of registration may vary. */
const inputsOf = ({ resources }: DeclaredStack) =>
  resources
    .map(({ urn, inputs, dependencies }) => ({
      urn,
      inputs,
      dependencies: [...dependencies].sort(),
    }))
    .sort((one, other) => one.urn.localeCompare(other.urn));

const root = path.join(__dirname, "..", "..");

/** A copy's node_modules is a link, and bundled code contains the link's target; replaces it. */
const withOwnPackages = (declared: DeclaredStack, directory: string): DeclaredStack => {
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
    const { directory } = clone;
    // An owner's clone, whose stack files the CLI has rewritten.
    for (const stack of stacks) {
      const settings = byFullKey({ ...ownersSettings, ...shippedSettings(stack) });
      await writeFile(path.join(directory, `Pulumi.${stack}.yaml`), asCliWrites(settings));
    }
    const declare = (stack: string) => declareStack({ stack, directory, config: ownSettings });
    for (const declared of await Promise.all(stacks.map(declare)))
      cloned.set(declared.stack, withOwnPackages(declared, directory));
    await Promise.all(stacks.map((stack) => recordedStack(stack)));
  });
  after(() => clone.remove());

  for (const stack of stacks) {
    it(`has the same inputs and code, from another clone as well: ${stack}`, async () => {
      const one = withOwnPackages(await recordedStack(stack), root);
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
