import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { declareStack } from "../../local/declareStack";

const root = path.join(__dirname, "../..");

const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const token = new aws.ssm.Parameter("token", { type: "SecureString", value: config.requireSecret("token") });
class Group extends pulumi.ComponentResource {
  constructor() {
    super("shop:Group", "group");
    new aws.sqs.Queue("work", { delaySeconds: config.requireNumber("delay") }, { parent: this, dependsOn: [token] });
  }
}
new Group();
const topic = new aws.sns.Topic("alerts");
new aws.sns.TopicSubscription("mail", { topic: topic.arn, protocol: "email", endpoint: config.require("hash") });
export const region = aws.getRegionOutput().id;
export const value = token.value;
`;

describe("declareStack", function () {
  this.timeout(60_000);
  let directory: string;
  const write = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  const run = (config: Record<string, string> = {}) =>
    declareStack({ stack: "dev", directory, config: { hash: "abc", token: "s3cret", ...config } });
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "declare-stack-"));
    symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
    const keys = ["hash: { type: string }", "token: { secret: true }", "delay: { default: 5 }"];
    const config = keys.map((key) => `  ${key}\n`).join("");
    write("Pulumi.yaml", `name: shop\nruntime: nodejs\nconfig:\n${config}`);
  });
  after(() => rmSync(directory, { recursive: true }));

  it("returns what a program declares: inputs, dependencies and the outputs of a cloud", async () => {
    write("index.ts", program);
    const { resources, outputs, region } = await run();
    const find = (name: string) => resources.find((resource) => resource.name === name);
    const [token, work, group, mail, alerts] = ["token", "work", "group", "mail", "alerts"].map(
      find,
    );
    assert.equal(region, "us-east-1");
    assert.equal(resources.length, 5);
    assert.deepEqual(token?.inputs, { type: "SecureString", value: "s3cret" });
    assert.deepEqual(token?.secretInputs, ["value"]);
    assert.deepEqual(work?.inputs, { delaySeconds: 5 });
    assert.match(
      work?.id ?? "",
      /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/000000000000\/work-[0-9a-f]{7}$/,
    );
    assert.equal(work?.state.url, work?.id);
    assert.equal(work?.parent, group?.urn);
    assert.deepEqual(work?.dependencies, [token?.urn]);
    assert.equal(group?.custom, false);
    assert.equal(mail?.inputs.topic, alerts?.state.arn);
    assert.deepEqual(mail?.dependencies, [alerts?.urn]);
    assert.deepEqual(outputs, { region: "us-east-1", value: "s3cret" });
  });

  it("fails with the program's own error message when the program throws", async () => {
    write("index.ts", `throw new Error("storeHash: expected letters, got 7");`);
    await assert.rejects(run(), { message: "storeHash: expected letters, got 7" });
  });

  it("fails with the key and its command when a setting is missing, before the program runs", async () => {
    write("index.ts", `throw new Error("ran");`);
    const config = { token: "t" };
    await assert.rejects(
      declareStack({ stack: "dev", directory, config }),
      /^Error: Stack 'dev' is missing configuration value 'hash'.*\n {2}pulumi config set hash <value>$/,
    );
  });

  it("fails when a resource cannot be registered, and when the program exits", async () => {
    write(
      "index.ts",
      `import { CustomResource } from "@pulumi/pulumi";
       new CustomResource("a:b:C", "late", { input: Promise.reject(new Error("too late")) });`,
    );
    await assert.rejects(run(), /too late/);
    write("index.ts", `process.exit(3);`);
    await assert.rejects(run(), /The Pulumi program ended \(exit code 3\)/);
  });
});
