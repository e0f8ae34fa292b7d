import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { declareStack } from "../../local/declareStack";
import { ownSettings, stacks } from "../support/recordedStack";
import { declaredSettings, stackFile, stated } from "../support/stackFiles";

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
  it("declares every setting with a description and a type that `pulumi config set` can write", () => {
    for (const [key, { type, description }] of Object.entries(declaredSettings())) {
      assert.ok(["string", "integer", "boolean"].includes(type), `${key}: ${type}`);
      assert.ok(description.length > 10, key);
    }
  });

  it("holds the defaults, and none for what only the owner can know", () => {
    const entries = Object.entries(declaredSettings());
    const given = entries.filter(([, declaration]) => "default" in declaration);
    assert.deepEqual(
      Object.fromEntries(given.map(([key, declaration]) => [key, declaration.default])),
      defaults,
    );
    const missing = entries.filter(([, declaration]) => !("default" in declaration));
    assert.deepEqual(missing.map(([key]) => key).sort(), required);
  });

  it("marks no key secret that has a default, because Pulumi would refuse every stack", () => {
    const secret = Object.entries(declaredSettings()).filter(
      ([, declaration]) => declaration.secret,
    );
    assert.deepEqual(secret.map(([key]) => key).sort(), ["accessToken", "webhookSecret"]);
    for (const [key, declaration] of secret) assert.ok(!("default" in declaration), key);
  });
});

describe("stack files", () => {
  const full = (key: string): string => `order-replication:${key}`;

  it("state the same settings, each a value of its own", () => {
    for (const stack of stacks)
      for (const key of ["aws:region", ...stated.map(full)])
        assert.ok(key in stackFile(stack), `${stack} does not state ${key}`);
  });

  it("say nothing that Pulumi.yaml does not know", () => {
    const known = Object.keys(declaredSettings()).map(full);
    for (const stack of stacks) {
      const ours = Object.keys(stackFile(stack)).filter((key) => key.startsWith(full("")));
      assert.deepEqual(
        ours.filter((key) => !known.includes(key)),
        [],
      );
    }
  });

  it("hold no secret, unless it is encrypted", () => {
    const secrets = ["accessToken", "webhookSecret", "previousWebhookSecret", "clientSecret"];
    for (const stack of stacks)
      for (const key of secrets.map(full)) {
        const value = stackFile(stack)[key] ?? { secure: "" };
        assert.deepEqual(Object.keys(value), ["secure"], `${stack}: ${key}`);
      }
  });

  it("protect the data of prod", () => {
    assert.equal(stackFile("prod")[full("protectData")], true);
  });
});

describe("the Pulumi program", () => {
  it("stops at a wrong setting with a message that says so, before it declares anything", async function () {
    this.timeout(180_000);
    const settings = { ...ownSettings, pollIntervalMinutes: "20" };
    await assert.rejects(
      declareStack({ stack: "dev", config: settings }),
      /order-replication:pollIntervalMinutes: expected one of 15, 30, .*; got 20/,
    );
    const program = readFileSync(path.join(root, "index.ts"), "utf8");
    assert.ok(program.indexOf("settings()") < program.search(/\bnew /));
  });

  it("stops without a region, for which no default of this machine stands in", async function () {
    this.timeout(60_000);
    const { "aws:region": region, ...others } = { "aws:region": "", ...ownSettings };
    assert.equal(region, "us-east-1");
    await assert.rejects(
      declareStack({ stack: "of-no-file", config: others }),
      /aws:region: expected the region to deploy to .*; got nothing/,
    );
  });
});
