import assert from "node:assert/strict";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DeclaredResource } from "../../local/declareStack";
import {
  aCloud,
  aFunction,
  aMapping,
  anAddress,
  aQueue,
  aTopic,
  clientOf,
  declared,
  stateOf,
  stopClouds,
  until,
} from "./declared";

const withInputs = (resource: DeclaredResource, inputs: object): DeclaredResource => ({
  ...resource,
  inputs: { ...resource.inputs, ...inputs },
  state: { ...resource.state, ...inputs },
});

describe("cloudResources", function () {
  this.timeout(30_000);
  afterEach(stopClouds);

  it("runs a function's new code and variables after an update, while running events end as they began", async () => {
    const first = aFunction(
      "worker",
      "await new Promise((resolve) => setTimeout(resolve, event.ms)); return process.env.VERSION;",
      { environment: { variables: { VERSION: "1" } } },
    );
    const cloud = await aCloud([first]);
    assert.equal((await cloud.invoke("worker", { ms: 0 })).result, "1");
    const running = cloud.invoke("worker", { ms: 300 });
    const { code } = aFunction("worker", "return `${process.env.VERSION}, new code`;").inputs;
    const environment = { variables: { VERSION: "2" } };
    await cloud.resources.update(withInputs(first, { code, environment }));
    assert.equal((await cloud.invoke("worker", {})).result, "2, new code");
    assert.equal((await running).result, "1");
    await until(() => cloud.containers("worker").length === 1);
  });

  it("invokes no function that was deleted", async () => {
    const worker = aFunction("worker", "return 1;");
    const cloud = await aCloud([worker]);
    const permissions = cloud.resources.list().filter(({ type }) => type.endsWith(":Permission"));
    for (const permission of permissions) await cloud.resources.delete(permission);
    await cloud.resources.delete(worker);
    await assert.rejects(async () => cloud.invoke("worker", {}), /There is no function worker/);
  });

  it("keeps a queue's messages through an update, and returns buffered ones when their mapping is deleted", async () => {
    const queue = aQueue("jobs");
    const worker = aFunction("worker", "throw new Error('never deletes a message')", {
      reservedConcurrentExecutions: 1,
    });
    const mapping = aMapping(queue, worker, { batchSize: 1 });
    const cloud = await aCloud([queue, worker, mapping]);
    const sqs = new SQSClient(clientOf(cloud));
    for (let count = 0; count < 12; count += 1)
      await sqs.send(
        new SendMessageCommand({ QueueUrl: cloud.queueUrl("jobs"), MessageBody: `${count}` }),
      );
    await cloud.resources.delete(mapping);
    await cloud.resources.update(withInputs(queue, { visibilityTimeoutSeconds: 60 }));
    const { jobs } = await cloud.queueDepths();
    assert.equal((jobs?.visible ?? 0) + (jobs?.inFlight ?? 0), 12);
    // Failed deliveries stay in flight; whatever was only buffered is visible again.
    assert.ok((jobs?.visible ?? 0) > 0, JSON.stringify(jobs));
  });

  it("delivers no mail after a subscription was deleted", async () => {
    const cloud = await aCloud([aTopic, anAddress]);
    const sns = new SNSClient(clientOf(cloud));
    const publish = (Message: string) =>
      sns.send(new PublishCommand({ TopicArn: stateOf(aTopic, "arn"), Message }));
    await publish("first");
    await cloud.resources.delete(anAddress);
    await publish("second");
    assert.deepEqual(
      cloud.mailbox.list().map(({ body }) => body),
      ["first"],
    );
  });

  it("deletes a table, and creates one of the same name again", async () => {
    const keys = { hashKey: "id", attributes: [{ name: "id", type: "N" }] };
    const table = declared("aws:dynamodb/table:Table", "orders", keys);
    const cloud = await aCloud([table]);
    const TableName = cloud.tableName("orders");
    const describeTable = () =>
      new DynamoDBClient(clientOf(cloud)).send(new DescribeTableCommand({ TableName }));
    await cloud.resources.delete(table);
    await assert.rejects(describeTable(), { name: "ResourceNotFoundException" });
    await cloud.resources.create(table);
    assert.equal((await describeTable()).Table?.TableStatus, "ACTIVE");
  });

  it("does not keep a resource whose creation failed", async () => {
    const cloud = await aCloud([]);
    const unknown = declared("aws:ec2/instance:Instance", "web");
    await assert.rejects(cloud.resources.create(unknown), /does not know the resource type/);
    const parameter = declared("aws:ssm/parameter:Parameter", "token", { value: "" });
    await assert.rejects(cloud.resources.create(parameter), /AWS rejects an empty value/);
    assert.equal(cloud.resources.find(parameter.type, parameter.id), undefined);
  });
});
