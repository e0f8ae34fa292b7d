import assert from "node:assert/strict";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unsignedAuthorization } from "../../local/services/awsService";
import {
  aCloud,
  aFunction,
  aMapping,
  aQueue,
  clientOf,
  stateOf,
  stopClouds,
  until,
} from "./declared";

const headers = { authorization: unsignedAuthorization("lambda", "us-east-1") };

describe("the local API of event source mappings", function () {
  this.timeout(30_000);
  afterEach(stopClouds);

  const setUp = async () => {
    const queue = aQueue("jobs");
    const worker = aFunction("worker", "return { batchItemFailures: [] };");
    const cloud = await aCloud([queue, worker, aMapping(queue, worker)]);
    const call = async (path: string, body?: object) => {
      const url = `${cloud.endpoint}/2015-03-31/event-source-mappings${path}`;
      const method = body ? "PUT" : "GET";
      const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
      return (await response.json()) as Record<string, unknown>;
    };
    const list = async (path: string) =>
      (await call(path))["EventSourceMappings"] as readonly { readonly UUID: string }[];
    return { cloud, call, list, name: stateOf(worker, "name"), arn: stateOf(worker, "arn") };
  };

  it("lists the mappings of a function, by its name or ARN", async () => {
    const { list, name, arn } = await setUp();
    for (const each of [name, arn])
      assert.equal((await list(`/?FunctionName=${encodeURIComponent(each)}`)).length, 1);
    assert.equal((await list("?FunctionName=other")).length, 0);
  });

  it("leaves messages in the queue while a mapping is disabled", async () => {
    const { cloud, call, list } = await setUp();
    const [{ UUID } = { UUID: "" }] = await list("");
    assert.equal((await call(`/${UUID}`, { Enabled: false }))["State"], "Disabling");
    assert.equal((await call(`/${UUID}`))["State"], "Disabled");
    const client = new SQSClient(clientOf(cloud));
    const QueueUrl = cloud.queueUrl("jobs");
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
    assert.equal((await cloud.queueDepths())["jobs"]?.visible, 1);
    assert.equal((await call(`/${UUID}`, { Enabled: true }))["State"], "Enabling");
    await until(async () => (await cloud.queueDepths())["jobs"]?.visible === 0);
    client.destroy();
  });
});
