import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isGenerated } from "../../support/stackFiles";
import { type CopiedProject, copyWholeProject } from "../../support/copiedProject";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { eventually } from "../../support/eventually";
import { npmStub } from "../../support/npmStub";
import { plantedSecrets } from "../../support/recordedStack";

const name = "acme-orders";

/** An empty folder for the project that `pulumi new` makes. */
const emptyFolder = async (): Promise<CopiedProject> => {
  const directory = await mkdtemp(path.join(tmpdir(), "generated-"));
  return {
    directory,
    change: () => Promise.reject(new Error("The folder is empty")),
    remove: () => rm(directory, { recursive: true }),
  };
};

const secretArguments = Object.entries({
  accessToken: plantedSecrets.accessToken,
  webhookSecret: plantedSecrets.webhookSecret,
}).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);

const defineTests = (engineFolder: string): void => {
  const npm = npmStub();
  let template: CopiedProject;
  let deployed: Deployment;
  before(async () => {
    template = await copyWholeProject();
    await rm(path.join(template.directory, "node_modules"));
    const PATH = [npm.folder, engineFolder, path.dirname(process.execPath), process.env["PATH"]];
    const env = { PATH: PATH.join(path.delimiter) };
    deployed = await startDeployment(engineFolder, { copy: emptyFolder, setsUp: false, env });
  });
  after(async () => {
    await deployed?.stop();
    await template.remove();
    npm.remove();
  });

  /** Answers of the prompts, and the address of the simulated store. */
  const settings = (): readonly string[] => {
    const { storeHash, alertEmail, apiUrl } = deployed.config;
    return Object.entries({ storeHash, alertEmail, apiUrl }).map(
      ([key, value]) => `${key}=${String(value)}`,
    );
  };

  it("makes a project and its stack, with the values of the stack's file and of the template", async () => {
    const { cli } = deployed;
    const answers = settings().flatMap((each) => ["--config", each]);
    const stack = ["--yes", "--name", name, "--stack", "dev"];
    await cli.succeed("new", template.directory, ...stack, ...answers);
    // `--config` would write secrets in clear; only the prompts of a terminal encrypt them.
    await cli.succeed("config", "set-all", ...secretArguments);
    const shown = await deployed.cli.succeed("config");
    for (const key of ["accessToken", "webhookSecret"])
      assert.match(shown, new RegExp(`^${key} +\\[secret\\]$`, "m"));
    assert.match(shown, /^pollIntervalMinutes +15$/m);
    assert.match(shown, /^aws:region +us-east-1$/m);
  });

  it("deploys the project under its own name, and replicates an order", async () => {
    await deployed.cli.succeed("up", "--yes", "--skip-preview");
    const tagged = deployed.resources().flatMap(({ inputs }) => inputs["tags"] ?? []);
    assert.ok(tagged.length > 15);
    for (const tags of tagged) assert.deepEqual(tags, { project: name, stack: "dev" });
    const { id } = deployed.store.place({ kind: "physical" });
    await eventually(
      `order ${id} is acknowledged`,
      () => deployed.store.order(id)?.status_id === 9,
    );
  });

  for (const stack of ["staging", "prod"])
    it(`previews ${stack} with the values of its file`, async () => {
      const { cli } = deployed;
      await cli.succeed("stack", "init", stack);
      await cli.succeed(
        "config",
        "set-all",
        ...settings().flatMap((each) => ["--plaintext", each]),
      );
      await cli.succeed("config", "set-all", ...secretArguments);
      assert.match(await cli.succeed("preview", "--stack", stack), /^ +\+ \d+ to create$/m);
      const isProtected = await cli.succeed("config", "get", "protectData", "--stack", stack);
      assert.equal(isProtected.trim(), String(stack === "prod"));
    });
};

// A project that `pulumi new` made is no template any more.
if (!isGenerated)
  describeEngine("pulumi new from this project, as a template", defineTests, {
    minutesPerTest: 10,
  });
