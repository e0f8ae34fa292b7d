import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { benchSettings } from "../../bench/cloud/benchCloud";
import { copyProject, type ProjectCopy } from "../../faultSimulation/mutants/copyProject";
import { declareStack } from "../../local/declareStack";
import { readStackFile } from "../../local/stackFile";
import { asCliWrites, isSecretKey, ownersSettings } from "../support/cliStackFile";
import { describeEngine, type PulumiCli, pulumiCli } from "../support/engine";
import { stacks } from "../support/recordedStack";
import {
  byFullKey,
  declaredSettings,
  fullKey,
  shippedSettings,
  stackFileText,
} from "../support/stackFiles";

const root = path.join(__dirname, "..", "..");

/** The CLI sorts the keys that it gives the project's name. */
const shippedByFullKey = (stack: string): Readonly<Record<string, string>> => {
  const { "aws:region": region = "", ...settings } = shippedSettings(stack);
  const sorted = Object.entries(settings).sort(([one], [other]) => one.localeCompare(other));
  return { "aws:region": region, ...byFullKey(Object.fromEntries(sorted)) };
};
const rewritten = (stack: string): string =>
  asCliWrites({ ...shippedByFullKey(stack), ...byFullKey(ownersSettings) });

/** Tests that read stack files, and the commands that do. */
const readers = [
  "test/config/bounds.test.ts",
  "test/config/projectFile.test.ts",
  "test/infra/functions.test.ts",
  "test/infra/homeRegion.test.ts",
  "test/infra/tables.test.ts",
  "test/infra/triggers.test.ts",
  "test/policy/rules.test.ts",
  "test/defects/delivery.test.ts",
  "test/local/commandLine.test.ts",
  "test/local/invoke.test.ts",
];

describe("stack files as the CLI rewrites them", () => {
  it("hold a value for every key, so that a test which depends on a default or a shipped value fails", () => {
    const { "aws:region": region, ...others } = ownersSettings;
    assert.ok(region);
    assert.deepEqual(Object.keys(others).sort(), Object.keys(declaredSettings()).sort());
  });

  describe("in a clone of the project", () => {
    let clone: ProjectCopy;
    before(() => {
      clone = copyProject();
      for (const stack of stacks)
        writeFileSync(path.join(clone.folder, `Pulumi.${stack}.yaml`), rewritten(stack));
    });
    after(() => clone.remove());

    it("are read as text, without the secrets", () => {
      for (const stack of stacks) {
        const { values, encryptedKeys } = readStackFile(
          path.join(clone.folder, `Pulumi.${stack}.yaml`),
        );
        const given = Object.entries(byFullKey(ownersSettings));
        const [secret, plain] = [true, false].map((isSecret) =>
          given.filter(([key]) => isSecretKey(key) === isSecret),
        );
        assert.deepEqual(values, {
          ...shippedByFullKey(stack),
          ...Object.fromEntries(plain ?? []),
        });
        assert.deepEqual(
          encryptedKeys,
          secret?.map(([key]) => key),
        );
      }
    });

    /** @throws with the output when the command fails */
    const run = async (command: string, ...args: readonly string[]): Promise<string> => {
      const child = spawn(command, args, { cwd: clone.folder });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => (output += String(chunk)));
      const code = await new Promise((resolve) => child.once("close", resolve));
      assert.equal(code, 0, output);
      return output;
    };

    it("pass the tests that read them, npm start and npm run invoke included", async function () {
      this.timeout(300_000);
      const mocha = ["--no-config", "-t", "20000", "-r", "tsx/cjs", "-r", "test/support/root.ts"];
      const output = await run("node_modules/.bin/mocha", ...mocha, ...readers);
      assert.ok(Number(/^ +(\d+) passing/m.exec(output)?.[1]) > 100, output);
    });

    it("declare what the policies of the deploying roles allow", async function () {
      this.timeout(60_000);
      await run(process.execPath, "-r", "tsx/cjs", "policy/deployment/main.ts");
      for (const policy of ["docs/deploy-policy.json", "docs/read-policy.json"]) {
        const [generated, committed] = [clone.folder, root].map((directory): unknown =>
          JSON.parse(readFileSync(path.join(directory, policy), "utf8")),
        );
        assert.deepEqual(generated, committed);
      }
    });

    it("declare the stack of the bench", async function () {
      this.timeout(60_000);
      const config = benchSettings("http://127.0.0.1:1");
      const { resources } = await declareStack({ stack: "dev", directory: clone.folder, config });
      assert.ok(resources.length > 20);
    });
  });
});

describeEngine("the CLI", (engineFolder) => {
  let directory: string;
  let cli: PulumiCli;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "cli-stack-files-"));
    const project = readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
    writeFileSync(path.join(directory, "Pulumi.yaml"), project);
    cli = pulumiCli({ folder: engineFolder, directory, providerPort: 1 });
  });
  after(() => {
    rmSync(directory, { recursive: true });
    cli.remove();
  });
  const withoutCiphertexts = (text: string): string => text.replace(/v1:\S+/g, "v1:…");

  for (const stack of stacks)
    it(`rewrites the file of ${stack} as the tests do`, async () => {
      const file = path.join(directory, `Pulumi.${stack}.yaml`);
      writeFileSync(file, stackFileText(shippedSettings(stack)));
      await cli.succeed("stack", "init", stack);
      const given = Object.entries(ownersSettings).flatMap(([key, value]) => [
        isSecretKey(key) ? "--secret" : "--plaintext",
        `${key}=${value}`,
      ]);
      await cli.succeed("config", "set-all", ...given);
      const written = readFileSync(file, "utf8");
      assert.equal(withoutCiphertexts(written), withoutCiphertexts(rewritten(stack)));
      assert.deepEqual(readStackFile(file), {
        values: Object.fromEntries(
          Object.entries({ ...shippedByFullKey(stack), ...byFullKey(ownersSettings) }).filter(
            ([key]) => !isSecretKey(key),
          ),
        ),
        encryptedKeys: Object.keys(ownersSettings).filter(isSecretKey).map(fullKey),
      });
    });
});
