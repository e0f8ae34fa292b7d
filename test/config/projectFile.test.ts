import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { declareStack } from "../../local/declareStack";
import type { Fields } from "../../local/fields";
import { readYaml } from "../../local/stackFile";
import { ownSettings, stacks } from "../support/recordedStack";
import {
  declaredSettings,
  fullKey,
  isGenerated,
  projectFile,
  settingOf,
  shippedKeys,
  stackFile,
} from "../support/stackFiles";

const root = path.join(__dirname, "..", "..");

const defaults: Readonly<Record<string, unknown>> = {
  previousWebhookSecret: "",
  clientSecret: "",
  requireSignature: false,
  clientId: "",
  runbooksUrl: "docs/runbooks",
  pollIntervalMinutes: 120,
  newOrderStatusIds: "[7, 10, 11]",
  physicalStatusId: 9,
  digitalStatusId: 8,
  acknowledge: "on",
  startFrom: "",
  followChanges: true,
  processConcurrency: 3,
  batchSize: 10,
  maxReceiveCount: 20,
  quotaReservePercent: 10,
  protectData: false,
  jobRetentionDays: 90,
  webhookRetentionDays: 90,
  logRetentionDays: 30,
  apiUrl: "https://api.bigcommerce.com",
};
const required = ["accessToken", "alertEmail", "storeHash", "webhookSecret"];

describe("Pulumi.yaml", () => {
  it("declares every setting with a description and with a type that `pulumi config set` supports", () => {
    for (const [key, { type, description }] of Object.entries(declaredSettings())) {
      assert.ok(["string", "integer", "boolean"].includes(type), `${key}: ${type}`);
      assert.ok(description.length > 10, key);
    }
  });

  it("holds every default, and none for settings specific to the owner", () => {
    const entries = Object.entries(declaredSettings());
    const withDefault = entries.filter(([, declaration]) => "default" in declaration);
    assert.deepEqual(
      Object.fromEntries(withDefault.map(([key, declaration]) => [key, declaration.default])),
      defaults,
    );
    const withoutDefault = entries.filter(([, declaration]) => !("default" in declaration));
    assert.deepEqual(withoutDefault.map(([key]) => key).sort(), required);
  });

  it("marks no key with a default as secret, because Pulumi rejects that combination", () => {
    const secret = Object.entries(declaredSettings()).filter(
      ([, declaration]) => declaration.secret,
    );
    assert.deepEqual(secret.map(([key]) => key).sort(), ["accessToken", "webhookSecret"]);
    for (const [key, declaration] of secret) assert.ok(!("default" in declaration), key);
  });
});

/** What `pulumi new` asks for. */
const describeTemplate = isGenerated ? describe.skip : describe;

describeTemplate("the template in Pulumi.yaml", () => {
  const { "aws:region": region, ...asked } = projectFile.template?.config ?? {};

  it("asks for the settings without a default, as they are declared, and hides the secrets", () => {
    const withoutDefault = Object.entries(declaredSettings()).filter(
      ([, declaration]) => !("default" in declaration),
    );
    const expected = withoutDefault.map(([key, { description, secret }]) => [
      key,
      secret ? { description, secret } : { description },
    ]);
    assert.deepEqual(asked, Object.fromEntries(expected));
  });

  it("offers the region of the shipped stack files", () => {
    assert.equal(region?.default, "us-east-1");
  });
});

describe("stack files", () => {
  it("set the same keys, each with its own values", () => {
    for (const stack of stacks)
      for (const key of ["aws:region", ...shippedKeys])
        assert.ok(key in stackFile(stack).values, `${stack} does not set ${key}`);
  });

  it("name no project, as shipped, so that `pulumi new` can choose the name", () => {
    for (const stack of stacks) {
      const { config } = readYaml(path.join(root, `Pulumi.${stack}.yaml`));
      // The CLI writes text only, under the name of the project.
      const notByCli = Object.entries(config as Fields).filter(
        ([, value]) => typeof value === "number" || typeof value === "boolean",
      );
      for (const [key] of notByCli) assert.ok(!key.includes(":"), `${stack}: ${key}`);
    }
  });

  it("set only keys that Pulumi.yaml declares", () => {
    const known = Object.keys(declaredSettings());
    for (const stack of stacks) {
      const { values, encryptedKeys } = stackFile(stack);
      const keys = [...Object.keys(values), ...encryptedKeys];
      const projectKeys = keys.filter((key) => !/^(aws|pulumi):/.test(key));
      assert.deepEqual(
        projectKeys.filter((key) => !known.includes(key)),
        [],
      );
    }
  });

  it("hold only encrypted secrets", () => {
    const secrets = ["accessToken", "webhookSecret", "previousWebhookSecret", "clientSecret"];
    for (const stack of stacks)
      for (const key of secrets) assert.ok(!(key in stackFile(stack).values), `${stack}: ${key}`);
  });

  it("protect the data of prod", () => {
    assert.equal(settingOf("prod", "protectData"), "true");
  });
});

describe("the Pulumi program", () => {
  it("fails on an invalid setting, and names it, before any resource is declared", async function () {
    this.timeout(180_000);
    const settings = { ...ownSettings, pollIntervalMinutes: "20" };
    await assert.rejects(
      declareStack({ stack: "dev", config: settings }),
      new RegExp(`${fullKey("pollIntervalMinutes")}: expected one of 15, 30, .*; got 20`),
    );
    const program = readFileSync(path.join(root, "index.ts"), "utf8");
    assert.ok(program.indexOf("settings()") < program.search(/\bnew /));
  });

  it("fails without a region, even if the machine has a default region", async function () {
    this.timeout(60_000);
    const { "aws:region": region, ...others } = { "aws:region": "", ...ownSettings };
    assert.equal(region, "us-east-1");
    await assert.rejects(
      declareStack({ stack: "of-no-file", config: others }),
      /aws:region: expected the region to deploy to .*; got nothing/,
    );
  });
});
