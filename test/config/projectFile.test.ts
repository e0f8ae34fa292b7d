import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { declareStack } from "../../local/declareStack";
import { ownSettings, stacks } from "../support/recordedStack";

interface Declaration {
  readonly type: string;
  readonly description: string;
  readonly items?: { readonly type: string };
  readonly default?: unknown;
  readonly secret?: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const root = path.join(__dirname, "..", "..");
const readYaml = (file: string) => parse(readFileSync(path.join(root, file), "utf8")) as Values;
const declared = () => readYaml("Pulumi.yaml").config as Readonly<Record<string, Declaration>>;
const stackValues = (stack: string) => readYaml(`Pulumi.${stack}.yaml`).config as Values;

const defaults: Values = {
  previousWebhookSecret: "",
  clientSecret: "",
  requireSignature: false,
  clientId: "",
  pollIntervalMinutes: 120,
  newOrderStatusIds: [7, 10, 11],
  physicalStatusId: 9,
  digitalStatusId: 8,
  acknowledge: "on",
  startFrom: "",
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
  it("declares every setting with a type and a description, and arrays with their items", () => {
    for (const [key, { type, description, items }] of Object.entries(declared())) {
      assert.ok(["string", "integer", "boolean", "array"].includes(type), key);
      assert.ok(description.length > 10, key);
      assert.equal(items !== undefined, type === "array", key);
    }
  });

  it("holds the defaults, and none for what only the owner can know", () => {
    const entries = Object.entries(declared());
    const given = entries.filter(([, declaration]) => "default" in declaration);
    assert.deepEqual(
      Object.fromEntries(given.map(([key, declaration]) => [key, declaration.default])),
      defaults,
    );
    const missing = entries.filter(([, declaration]) => !("default" in declaration));
    assert.deepEqual(missing.map(([key]) => key).sort(), required);
  });

  it("marks no key secret that has a default, because Pulumi would refuse every stack", () => {
    const secret = Object.entries(declared()).filter(([, declaration]) => declaration.secret);
    assert.deepEqual(secret.map(([key]) => key).sort(), ["accessToken", "webhookSecret"]);
    for (const [key, declaration] of secret) assert.ok(!("default" in declaration), key);
  });
});

describe("stack files", () => {
  it("differ by values only, and each has a region", () => {
    const keys = Object.keys(stackValues("dev"));
    assert.ok(keys.includes("aws:region"));
    for (const stack of stacks) assert.deepEqual(Object.keys(stackValues(stack)), keys);
  });

  it("hold no secret and nothing that belongs to one owner", () => {
    for (const stack of stacks) {
      for (const key of required) {
        assert.equal(stackValues(stack)[`order-replication:${key}`], undefined);
      }
    }
  });

  it("protect the data of prod", () => {
    const isProtected = stacks.map((stack) => stackValues(stack)["order-replication:protectData"]);
    assert.deepEqual(isProtected, [false, false, true]);
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
});
