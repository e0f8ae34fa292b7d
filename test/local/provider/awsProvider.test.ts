import assert from "node:assert/strict";
import {
  type AwsProvider,
  awsProvider,
  type ResourceName,
} from "../../../local/provider/awsProvider";
import { type Cloud, startCloud } from "../../../local/cloud";
import { unknownValue } from "../../../local/provider/propertyValues";

const named = (type: string, name: string): ResourceName => ({
  urn: `urn:pulumi:dev::order-replication::${type}::${name}`,
  type,
  name,
});
const table = named("aws:dynamodb/table:Table", "orders");
const queue = named("aws:sqs/queue:Queue", "orders");
const keys = { hashKey: "id", attributes: [{ name: "id", type: "N" }] };
const secret = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("awsProvider", () => {
  let cloud: Cloud;
  let provider: AwsProvider;
  beforeEach(async () => {
    cloud = await startCloud({ region: "us-east-1" });
    provider = awsProvider({ region: "us-east-1", cloud: cloud.resources });
  });
  afterEach(() => cloud.stop());

  it("refuses a type and a property that it does not know", () => {
    const instance = named("aws:ec2/instance:Instance", "web");
    assert.throws(() => provider.check(instance, {}, undefined, "0a1b2c3d"), /ec2\/instance/);
    const misspelt = { visibilityTimeoutSecond: 30 };
    assert.throws(
      () => provider.check(queue, misspelt, undefined, "0a1b2c3d"),
      /aws:sqs\/queue:Queue has no property visibilityTimeoutSecond/,
    );
  });

  it("names a resource after its logical name, and keeps that name at an update", () => {
    const first = provider.check(queue, {}, undefined, "0a1b2c3d4e");
    assert.equal(first["name"], "orders-0a1b2c3");
    assert.deepEqual(provider.check(queue, {}, {}, "0a1b2c3d4e"), first);
    const later = provider.check(queue, { delaySeconds: 1 }, first, "ffffffffff");
    assert.equal(later["name"], "orders-0a1b2c3");
  });

  it("names the statement of a permission", () => {
    const permission = named("aws:lambda/permission:Permission", "orders");
    const inputs = { action: "lambda:InvokeFunction", function: "worker", principal: "sqs" };
    const checked = provider.check(permission, inputs, undefined, "0a1b2c3d4e");
    assert.equal(checked["statementId"], "orders-0a1b2c3");
  });

  it("keeps a name of a state that lists no defaults, and none that the list lacks", () => {
    const again = (olds: object) => provider.check(queue, {}, { ...olds }, "ffffffffff")["name"];
    assert.equal(again({ name: "orders-1" }), "orders-1");
    assert.equal(again({ name: "orders-1", __defaults: ["name"] }), "orders-1");
    assert.equal(again({ name: "orders-1", __defaults: [] }), "orders-fffffff");
  });

  it("replaces a table for another key, and updates the table for anything else", () => {
    const olds = { name: "orders-1", ...keys };
    const rekeyed = provider.diff(table, olds, { ...olds, hashKey: "orderId" });
    assert.deepEqual([rekeyed.replaces, rekeyed.deleteBeforeReplace], [["hashKey"], true]);
    const protectedTable = provider.diff(table, olds, { ...olds, deletionProtectionEnabled: true });
    assert.deepEqual(
      [protectedTable.changed, protectedTable.replaces],
      [["deletionProtectionEnabled"], []],
    );
  });

  it("sees no change where a value has only become secret", () => {
    const parameter = named("aws:ssm/parameter:Parameter", "access-token");
    const diff = provider.diff(parameter, { value: "token" }, { value: secret("token") });
    assert.deepEqual(diff.changed, []);
  });

  it("previews the inputs and leaves the outputs unknown", () => {
    const outputs = provider.preview(queue, { name: "orders-1", delaySeconds: 0 });
    assert.deepEqual([outputs["name"], outputs["delaySeconds"]], ["orders-1", 0]);
    assert.deepEqual([outputs["arn"], outputs["url"]], [unknownValue, unknownValue]);
  });

  it("returns secret inputs as secrets", async () => {
    const parameter = named("aws:ssm/parameter:Parameter", "access-token");
    const inputs = { name: "access-token-1", type: "SecureString", value: secret("token") };
    const { properties } = await provider.create(parameter, inputs);
    assert.deepEqual(properties["value"], secret("token"));
    assert.equal(provider.resources()[0]?.inputs["value"], "token");
  });

  it("reads what it created until that is deleted", async () => {
    const { id } = await provider.create(queue, { name: "orders-1" });
    assert.equal(provider.read(id, queue)?.id, id);
    await provider.delete(id, queue);
    assert.equal(provider.read(id, queue), undefined);
    await provider.delete(id, queue);
  });

  it("reads a resource for an import by the import's id, without defaults and what AWS does not return", async () => {
    const stage = named("aws:apigateway/stage:Stage", "webhooks");
    const api = named("aws:apigateway/restApi:RestApi", "webhooks");
    const body = JSON.stringify({ paths: {} });
    const { id: restApi } = await provider.create(api, { name: "webhooks-1", body });
    const inputs = { restApi, stageName: "v1", deployment: "d1" };
    const { id } = await provider.create(stage, inputs);
    const imported = provider.read(`${restApi}/v1`, stage);
    assert.deepEqual([imported?.id, imported?.inputs], [id, { ...inputs, __defaults: [] }]);
    assert.equal(provider.read(id, stage), undefined);
    const { inputs: read, properties } = provider.read(restApi, api) ?? {};
    assert.deepEqual(read, { name: "webhooks-1", __defaults: [] });
    assert.equal(properties?.["body"], undefined);
  });

  it("reads a resource for a refresh with the defaults of its state", async () => {
    const { id } = await provider.create(queue, { name: "orders-1", __defaults: ["name"] });
    const refreshed = (__defaults: readonly string[]) =>
      provider.read(id, queue, { name: "orders-1", __defaults })?.inputs;
    assert.deepEqual(refreshed(["name"]), { name: "orders-1", __defaults: ["name"] });
    assert.deepEqual(refreshed([]), { name: "orders-1" });
    assert.deepEqual(provider.resources()[0]?.inputs, { name: "orders-1" });
  });

  it("refuses a name that is taken, and an update of what does not exist", async () => {
    await provider.create(table, { name: "orders-1", ...keys });
    await assert.rejects(
      provider.create(table, { name: "orders-1", ...keys }),
      /^Error: ResourceInUseException/,
    );
    await assert.rejects(
      provider.update("gone", table, { name: "gone", ...keys }),
      /^Error: ResourceNotFoundException/,
    );
  });

  it("creates a replacement beside a resource without a physical name, and deletes the replaced one", async () => {
    const topic = await provider.create(named("aws:sns/topic:Topic", "alerts"), { name: "alerts" });
    const subscription = named("aws:sns/topicSubscription:TopicSubscription", "email");
    const inputs = { topic: topic.id, protocol: "email", endpoint: "one@example.com" };
    const replaced = await provider.create(subscription, inputs);
    await provider.update(replaced.id, subscription, { ...inputs, filterPolicy: "{}" });
    await provider.create(subscription, { ...inputs, endpoint: "other@example.com" });
    await provider.delete(replaced.id, subscription);
    const endpoints = provider.resources().flatMap(({ inputs: { endpoint } }) => endpoint ?? []);
    assert.deepEqual(endpoints, ["other@example.com"]);
  });

  it("refuses to delete a table under deletion protection", async () => {
    const inputs = { name: "orders-1", ...keys, deletionProtectionEnabled: true };
    const { id } = await provider.create(table, inputs);
    await assert.rejects(provider.delete(id, table), /currently protected against deletion/);
    await provider.update(id, table, { ...inputs, deletionProtectionEnabled: false });
    await provider.delete(id, table);
    assert.deepEqual(provider.resources(), []);
  });
});
