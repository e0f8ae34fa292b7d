import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { EmbeddedCloud } from "../../local/embeddedCloud";
import { startEmbeddedCloud } from "../../local/embeddedCloud";
import { rateMs } from "../../local/services/schedules";
import {
  aCloud,
  aFunction,
  anAddress,
  aQueue,
  aStack,
  aTopic,
  clientOf,
  declared,
  stateOf,
  stopClouds,
  until,
} from "./declared";

describe("the local parameter store", () => {
  afterEach(stopClouds);

  const token = declared("aws:ssm/parameter:Parameter", "token", {
    type: "SecureString",
    value: "s3cret",
  });
  const read = async (cloud: EmbeddedCloud, Name: string, WithDecryption?: boolean) =>
    (await new SSMClient(clientOf(cloud)).send(new GetParameterCommand({ Name, WithDecryption })))
      .Parameter;

  it("returns a secret only to requests with decryption", async () => {
    const cloud = await aCloud([token]);
    const name = stateOf(token, "name");
    assert.equal((await read(cloud, name, true))?.Value, "s3cret");
    assert.equal((await read(cloud, stateOf(token, "arn"), true))?.Name, name);
    const { Value = "" } = (await read(cloud, name)) ?? {};
    assert.doesNotMatch(Value, /s3cret/);
    assert.doesNotMatch(Buffer.from(Value, "base64").toString(), /s3cret/);
  });

  it("responds ParameterNotFound for an undeclared name", async () => {
    const cloud = await aCloud([token]);
    await assert.rejects(read(cloud, "other", true), { name: "ParameterNotFound" });
  });

  it("lets a test rotate a secret", async () => {
    const cloud = await aCloud([token]);
    const Name = stateOf(token, "name");
    const change = new PutParameterCommand({ Name, Value: "new", Overwrite: true });
    await new SSMClient(clientOf(cloud)).send(change);
    const changed = await read(cloud, Name, true);
    assert.deepEqual([changed?.Value, changed?.Version], ["new", 2]);
  });

  it("rejects a customer managed key, for which a reader would need kms:Decrypt", async () => {
    const key = { type: "SecureString", value: "s3cret", keyId: "alias/orders" };
    await assert.rejects(
      aCloud([declared("aws:ssm/parameter:Parameter", "token", key)]),
      /Parameter "token": a customer managed key needs kms:Decrypt/,
    );
  });

  it("rejects an empty value, as AWS does", async () => {
    const empty = declared("aws:ssm/parameter:Parameter", "none", { type: "String", value: "" });
    await assert.rejects(aCloud([empty]), /Parameter "none": AWS rejects an empty value/);
  });
});

describe("the local mailbox", () => {
  afterEach(stopClouds);

  it("receives what is published to a topic, for each subscribed address", async () => {
    const cloud = await aCloud([aTopic, anAddress]);
    const TopicArn = stateOf(aTopic, "arn");
    const coming = cloud.mailbox.wait(({ subject }) => subject === "Order 7");
    const publish = new PublishCommand({
      TopicArn,
      Subject: "Order 7",
      Message: "It is <parked> & ü",
    });
    await new SNSClient(clientOf(cloud)).send(publish);
    const mail = await coming;
    assert.equal(mail.to, "ops@example.com");
    assert.equal(mail.body, "It is <parked> & ü");
    assert.deepEqual(cloud.mailbox.list(), [mail]);
  });

  it("receives nothing from an undeclared topic, nor a subject above 100 characters", async () => {
    const cloud = await aCloud([aTopic, anAddress]);
    const sns = new SNSClient(clientOf(cloud));
    const TopicArn = stateOf(aTopic, "arn");
    const elsewhere = new PublishCommand({ TopicArn: `${TopicArn}x`, Message: "m" });
    await assert.rejects(sns.send(elsewhere), { name: "NotFoundException" });
    const long = new PublishCommand({ TopicArn, Message: "m", Subject: "s".repeat(101) });
    await assert.rejects(sns.send(long), { name: "InvalidParameterException" });
    assert.deepEqual(cloud.mailbox.list(), []);
  });
});

describe("a local schedule", () => {
  afterEach(stopClouds);

  const rule = declared("aws:cloudwatch/eventRule:EventRule", "hourly", {
    scheduleExpression: "rate(1 hour)",
  });
  const scheduled = (body: string) => {
    const worker = aFunction("poll", body);
    const target = declared("aws:cloudwatch/eventTarget:EventTarget", "hourly", {
      rule: stateOf(rule, "name"),
      arn: stateOf(worker, "arn"),
    });
    return [worker, rule, target];
  };

  it("invokes its function with a scheduled event, by the name of the rule or the function", async () => {
    const cloud = await aCloud(scheduled("return event;"));
    for (const name of ["hourly", "poll"]) {
      const event = (await cloud.runSchedule(name)).result as Record<string, unknown>;
      assert.equal(event.source, "aws.events");
      assert.equal(event["detail-type"], "Scheduled Event");
      assert.deepEqual(event.resources, [stateOf(rule, "arn")]);
    }
  });

  it("retries a failed run twice, and no more", async () => {
    const lines: string[] = [];
    const onLog = ({ line }: { line: string }) => void lines.push(line);
    const body = "console.log('ran'); throw new Error('down');";
    const cloud = await aCloud(scheduled(body), { onLog, timeFactor: 1000 });
    assert.equal((await cloud.runSchedule("hourly")).error?.errorMessage, "down");
    const runs = (): number => lines.filter((line) => line === "ran").length;
    await until(() => runs() === 3);
    await assert.rejects(
      until(() => runs() > 3, 300),
      /Not so within/,
    );
  });

  it("does not retry a run that stopping the cloud interrupts", async () => {
    const lines: string[] = [];
    const onLog = ({ line }: { line: string }) => void lines.push(line);
    const runs = (): number => lines.filter((line) => line === "ran").length;
    const body =
      "console.log('ran'); if (!globalThis.again) { globalThis.again = true; throw new Error('down'); } await new Promise((resolve) => setTimeout(resolve, 60_000));";
    const cloud = await aCloud(scheduled(body), { onLog, timeFactor: 1000 });
    await cloud.runSchedule("hourly");
    await until(() => runs() === 2);
    await cloud.stop();
    await assert.rejects(
      until(() => runs() > 2, 300),
      /Not so within/,
    );
  });

  it("supports rates and rejects cron expressions, naming them", () => {
    assert.equal(rateMs("rate(15 minutes)"), 900_000);
    assert.equal(rateMs("rate(1 day)"), 86_400_000);
    assert.throws(() => rateMs("cron(0 1 * * ? *)"), /"cron\(0 1 \* \* \? \*\)" is not emulated/);
  });
});

describe("the local gateway", function () {
  this.timeout(20_000);
  afterEach(stopClouds);

  const table = declared("aws:dynamodb/table:Table", "orders", {
    attributes: [
      { name: "id", type: "N" },
      { name: "at", type: "S" },
    ],
    hashKey: "id",
    rangeKey: "at",
  });

  it("serves declared tables with their keys", async () => {
    const cloud = await aCloud([table]);
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(cloud)));
    const TableName = cloud.tableName("orders");
    const Item = { id: 7, at: "now", name: "ü" };
    await client.send(new PutCommand({ TableName, Item }));
    const found = await client.send(new GetCommand({ TableName, Key: { id: 7, at: "now" } }));
    assert.deepEqual(found.Item, Item);
    assert.throws(() => cloud.tableName("other"), /no aws:dynamodb\/table:Table called other/);
  });

  it("names a service that is not emulated", async () => {
    const cloud = await aCloud([]);
    const authorization =
      "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=x";
    const response = await fetch(cloud.endpoint, { method: "POST", headers: { authorization } });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /no service \\"kms\\"/);
  });
});

describe("the embedded cloud", () => {
  it("rejects an unknown resource type, naming type and name", async () => {
    const stack = aStack(aQueue("work"), declared("aws:s3/bucket:Bucket", "attachments"));
    await assert.rejects(
      startEmbeddedCloud({ stack }),
      /does not know the resource type aws:s3\/bucket:Bucket, declared as "attachments"/,
    );
  });

  it("accepts component resources, which only group others", async () => {
    const component = { ...declared("order-replication:infra:Lambda", "poll"), custom: false };
    const cloud = await startEmbeddedCloud({ stack: aStack(component) });
    await cloud.stop();
  });

  it("can be stopped twice", async () => {
    const cloud = await startEmbeddedCloud({ stack: aStack(aQueue("work")) });
    await Promise.all([cloud.stop(), cloud.stop()]);
    await assert.rejects(fetch(cloud.endpoint));
  });
});
