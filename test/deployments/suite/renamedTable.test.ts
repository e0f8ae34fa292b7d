import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { lossesIn } from "../../../release/upgrade/lossesIn";
import { stateOfRelease } from "../../../release/state/stateOfRelease";
import type { Deployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { plannedSteps, startReleasedStack, stateOf } from "../../support/releasedStack";

const table = (name: string) => ({ type: "aws:dynamodb/table:Table", name });

describeEngine("a table of release 0.1.0", (engineFolder) => {
  let deployment: Deployment;
  let original: string;
  const program = () => path.join(deployment.directory, "index.ts");
  before(async () => {
    deployment = await startReleasedStack(engineFolder, stateOf("0.1.0"));
    original = await readFile(program(), "utf8");
  });
  afterEach(() => writeFile(program(), original));
  after(() => deployment?.stop());

  /** The losses of the program in which the declaration of the table is another. */
  const lossesWith = async (declaration: string, other: string) => {
    assert.ok(original.includes(declaration));
    await writeFile(program(), original.replace(declaration, other));
    return lossesIn(await plannedSteps(deployment));
  };
  const declaration = '"orders", { key: { id: "N" }, isStreamed: true, ...tables }';
  const renamed = declaration.replace('"orders"', '"sales"');

  it("is lost by another name without an alias", async () => {
    assert.deepEqual(await lossesWith(declaration, renamed), [table("orders")]);
  });

  it("is kept by another name with an alias", async () => {
    const aliased = `${renamed}, { aliases: [{ name: "orders" }] }`;
    assert.deepEqual(await lossesWith(declaration, aliased), []);
  });

  it("is lost by another key", async () => {
    const losses = await lossesWith(declaration, declaration.replace("id:", "orderId:"));
    assert.deepEqual(losses, [table("orders")]);
  });
});

describeEngine("the state of this release", (engineFolder) => {
  let deployment: Deployment;
  let state: string;
  before(async () => {
    state = await stateOfRelease(engineFolder);
  });
  after(() => deployment?.stop());

  it("is small, and names nothing of the machine that wrote it", () => {
    assert.ok(state.length > 50_000 && state.length < 300_000, String(state.length));
    for (const local of [process.cwd(), "127.0.0.1", "node_modules/@pulumi", "stackTrace"])
      assert.ok(!state.includes(local), local);
  });

  it("is imported by another stack, where the same program changes nothing", async () => {
    deployment = await startReleasedStack(engineFolder, state);
    await deployment.cli.succeed("preview", "--expect-no-changes");
  });
});
