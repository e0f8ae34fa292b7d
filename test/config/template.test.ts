import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import type { Fields } from "../../local/fields";
import { readYaml } from "../../local/stackFile";
import { type CopiedProject, copyProject, copyWholeProject } from "../support/copiedProject";
import { describeEngine, pulumiCli } from "../support/engine";
import { ofType, ownSettings, recordedStack, stacks, types } from "../support/recordedStack";
import { projectName } from "../support/stackFiles";

/** Other than the name of this project, whichever `pulumi new` gave it. */
const name = `other-${projectName}`;

/** In no order: resources are registered as their inputs become known. */
const namesAndProtection = ({ resources }: DeclaredStack): readonly string[] =>
  resources.map((each) => `${each.type} ${each.name} ${each.protect}`).sort();

describe("the project under another name", () => {
  let copy: CopiedProject;
  const declare = (stack: string): Promise<DeclaredStack> =>
    declareStack({ stack, directory: copy.directory, config: ownSettings });
  before(async () => {
    copy = await copyProject();
    await copy.change("Pulumi.yaml", `name: ${projectName}\n`, `name: ${name}\n`);
  });
  after(() => copy.remove());

  for (const stack of stacks)
    it(`declares the same resources with the settings of ${stack}, tagged with its name`, async function () {
      this.timeout(180_000);
      const [renamed, own] = await Promise.all([declare(stack), recordedStack(stack)]);
      assert.deepEqual(namesAndProtection(renamed), namesAndProtection(own));
      const tables = ofType(renamed, types.table);
      assert.equal(tables.length, 4);
      for (const { inputs } of tables) assert.deepEqual(inputs["tags"], { project: name, stack });
    });

  it("is refused with a stack file of its old name, instead of running on defaults", async function () {
    this.timeout(60_000);
    const file = path.join(copy.directory, "Pulumi.prod.yaml");
    const text = `config:\n  aws:region: us-east-1\n  ${projectName}:protectData: true\n`;
    await writeFile(file, text);
    await assert.rejects(
      declare("prod"),
      new RegExp(`${projectName}:protectData: expected the key ${name}:protectData, because`),
    );
  });
});

const withoutKey = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== key));

/** The contents of all files below a folder, by relative path. */
const filesIn = (folder: string): Readonly<Record<string, string>> => {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) =>
    statSync(path.join(folder, file)).isFile(),
  );
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(path.join(folder, file), "latin1")]),
  );
};

describeEngine("pulumi new", (engineFolder) => {
  let template: CopiedProject;
  let directory: string;
  before(async () => {
    template = await copyWholeProject();
    await rm(path.join(template.directory, "node_modules"));
    directory = mkdtempSync(path.join(tmpdir(), "generated-"));
    const cli = pulumiCli({ folder: engineFolder, directory, providerPort: 1 });
    await cli.succeed("new", template.directory, "--generate-only", "--yes", "--name", name);
    cli.remove();
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    await template.remove();
  });

  it("copies every file, and changes none but Pulumi.yaml", () => {
    const { "Pulumi.yaml": from, ...others } = filesIn(template.directory);
    const { "Pulumi.yaml": to, ...generated } = filesIn(directory);
    assert.ok(from && to && Object.keys(others).length > 100);
    assert.deepEqual(Object.keys(generated).sort(), Object.keys(others).sort());
    for (const [file, content] of Object.entries(others))
      assert.ok(generated[file] === content, `${file} was changed`);
  });

  it("changes the name in Pulumi.yaml, and keeps every setting", () => {
    const [from, to] = [template.directory, directory].map((folder) =>
      readYaml(path.join(folder, "Pulumi.yaml")),
    );
    const settingsOf = ({ config }: Fields): Fields => withoutKey(config as Fields, "pulumi:tags");
    assert.ok(from && to);
    assert.deepEqual(settingsOf(to), settingsOf(from));
    assert.deepEqual(
      { ...to, config: undefined },
      { ...withoutKey(from, "template"), name, config: undefined },
    );
  });
});
