import assert from "node:assert/strict";
import { constants, getPriority } from "node:os";
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import type { EmbeddedCloud } from "../../local/embeddedCloud";
import type { LogLine } from "../../local/lambda/functionDefinition";
import { aCloud, aFunction, aMapping, aQueue, stateOf, stopClouds, until } from "./declared";

const client = ({ endpoint, region }: EmbeddedCloud): SQSClient => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
};

const send = async (cloud: EmbeddedCloud, queue: string, bodies: readonly string[]) => {
  const sqs = client(cloud);
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies
      .slice(start, start + 10)
      .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: cloud.queueUrl(queue), Entries }));
  }
};

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

/** Collects the JSON lines that a function prints. */
const collector = () => {
  const lines: unknown[] = [];
  const onLog = ({ line }: LogLine): void => {
    if (line.startsWith("{") || line.startsWith("[")) lines.push(JSON.parse(line));
  };
  return { lines, onLog };
};

const isEmpty = async (cloud: EmbeddedCloud, queue = "work"): Promise<boolean> => {
  const { visible = 1, delayed = 1, inFlight = 1 } = (await cloud.queueDepths())[queue] ?? {};
  return visible + delayed + inFlight === 0;
};

const partial = { functionResponseTypes: ["ReportBatchItemFailures"] };
const printEvent = "console.log(JSON.stringify(event));";
const printBodies = "console.log(JSON.stringify(event.Records.map((record) => record.body)));";

describe("a local event source mapping", function () {
  this.timeout(40_000);
  afterEach(stopClouds);

  it("delivers a message in the format of Lambda, and deletes it", async () => {
    const { lines, onLog } = collector();
    const [queue, worker] = [aQueue("work"), aFunction("worker", printEvent)];
    const cloud = await aCloud([queue, worker, aMapping(queue, worker)], { onLog });
    const MessageAttributes = { reason: { DataType: "String", StringValue: "poll" } };
    const QueueUrl = stateOf(queue, "url");
    const sent = await client(cloud).send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{"orderId":7}', MessageAttributes }),
    );
    await until(() => lines.length > 0);
    const [record] = (lines[0] as SQSEvent).Records;
    assert.equal(record?.messageId, sent.MessageId);
    assert.equal(record?.body, '{"orderId":7}');
    assert.equal(record?.md5OfBody, sent.MD5OfMessageBody);
    assert.equal(record?.attributes.ApproximateReceiveCount, "1");
    assert.ok(Number(record?.attributes.SentTimestamp) > 1.7e12);
    assert.deepEqual(record?.messageAttributes.reason, {
      stringValue: "poll",
      stringListValues: [],
      binaryListValues: [],
      dataType: "String",
    });
    assert.equal(record?.eventSource, "aws:sqs");
    assert.equal(record?.eventSourceARN, stateOf(queue, "arn"));
    assert.equal(record?.awsRegion, "us-east-1");
    await until(() => isEmpty(cloud));
  });

  it("runs its function at a lower priority than functions that callers wait for", async () => {
    const tellPriority = 'return require("node:os").getPriority();';
    const [queue, worker] = [aQueue("work"), aFunction("worker", tellPriority)];
    const answering = aFunction("answering", tellPriority);
    const cloud = await aCloud([queue, worker, answering, aMapping(queue, worker)]);
    const [lower, usual] = [await cloud.invoke("worker", {}), await cloud.invoke("answering", {})];
    assert.equal(usual.result, getPriority());
    const { PRIORITY_BELOW_NORMAL: below } = constants.priority;
    assert.equal(lower.result, Math.max(below, getPriority()));
  });

  it("batches up to the declared size, over several receives", async () => {
    const { lines, onLog } = collector();
    const [queue, worker] = [aQueue("work"), aFunction("worker", printBodies)];
    const inputs = { batchSize: 25, maximumBatchingWindowInSeconds: 1 };
    const cloud = await aCloud([queue, worker, aMapping(queue, worker, inputs)], { onLog });
    await send(cloud, "work", numbers(60));
    await until(() => isEmpty(cloud));
    const sizes = (lines as string[][]).map((bodies) => bodies.length);
    assert.equal(Math.max(...sizes), 25);
    assert.deepEqual([...new Set((lines as string[][]).flat())].sort(), numbers(60).sort());
  });

  it("waits for the batching window before it delivers less than a batch", async () => {
    const { lines, onLog } = collector();
    const [queue, worker] = [aQueue("work"), aFunction("worker", printBodies)];
    const inputs = { batchSize: 100, maximumBatchingWindowInSeconds: 60 };
    const cloud = await aCloud([queue, worker, aMapping(queue, worker, inputs)], {
      onLog,
      timeFactor: 100,
    });
    const startedAt = performance.now();
    await send(cloud, "work", ["a", "b"]);
    await until(() => lines.length > 0);
    assert.ok(performance.now() - startedAt >= 590, "the window of 60 s / 100 was kept");
    assert.deepEqual([...new Set(lines[0] as string[])].sort(), ["a", "b"]);
  });

  it("delivers only the reported failures again, after the visibility timeout", async () => {
    const { lines, onLog } = collector();
    const body =
      "console.log(JSON.stringify(event.Records.map((r) => [r.body, r.attributes.ApproximateReceiveCount]))); return { batchItemFailures: event.Records.filter((r) => r.body === '3' && r.attributes.ApproximateReceiveCount === '1').map((r) => ({ itemIdentifier: r.messageId })) };";
    const [queue, worker] = [
      aQueue("work", { visibilityTimeoutSeconds: 300 }),
      aFunction("worker", body),
    ];
    const resources = [queue, worker, aMapping(queue, worker, partial)];
    const cloud = await aCloud(resources, { onLog, timeFactor: 100, seed: 3 });
    // The function's first start may take longer than the timeout.
    await send(cloud, "work", ["first"]);
    await until(() => isEmpty(cloud));
    lines.length = 0;
    const startedAt = performance.now();
    await send(cloud, "work", numbers(5));
    await until(() => isEmpty(cloud));
    assert.ok(performance.now() - startedAt >= 3_000, "the timeout of 300 s / 100 was kept");
    const deliveries = (lines as [string, string][][]).flat();
    assert.deepEqual(
      deliveries.filter(([, count]) => count === "2"),
      [["3", "2"]],
    );
  });

  it("treats any response as a success if partial responses are not declared", async () => {
    const { lines, onLog } = collector();
    const body = `${printBodies} return { batchItemFailures: event.Records.map((r) => ({ itemIdentifier: r.messageId })) };`;
    const [queue, worker] = [aQueue("work"), aFunction("worker", body)];
    const cloud = await aCloud([queue, worker, aMapping(queue, worker)], {
      onLog,
      timeFactor: 100,
    });
    await send(cloud, "work", ["only once"]);
    await until(() => lines.length > 0);
    await until(() => isEmpty(cloud));
  });

  it("dead-letters a message after the declared number of receives", async () => {
    const { lines, onLog } = collector();
    const deadLetters = aQueue("dead");
    const queue = aQueue("work", {
      visibilityTimeoutSeconds: 100,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: stateOf(deadLetters, "arn"),
        maxReceiveCount: 3,
      }),
    });
    const worker = aFunction("worker", `${printEvent} throw new Error('never');`);
    const resources = [deadLetters, queue, worker, aMapping(queue, worker, partial)];
    const cloud = await aCloud(resources, { onLog, timeFactor: 100, seed: 2 });
    await send(cloud, "work", ["poison"]);
    await until(async () => (await cloud.queueDepths()).dead?.visible === 1);
    const counts = () =>
      (lines as SQSEvent[])
        .filter(({ Records }) => Records !== undefined)
        .map(({ Records }) => Records[0]?.attributes.ApproximateReceiveCount);
    await until(() => counts().includes("3")); // its log line may arrive after the message has moved
    assert.deepEqual([...new Set(counts())].sort(), ["1", "2", "3"]);
    const received = await client(cloud).send(
      new ReceiveMessageCommand({ QueueUrl: cloud.queueUrl("dead") }),
    );
    assert.equal(received.Messages?.[0]?.Body, "poison");
  });

  it("never runs more invocations at once than declared", async () => {
    let [running, most] = [0, 0];
    const onLog = ({ line }: LogLine): void => {
      running += line === "start" ? 1 : line === "end" ? -1 : 0;
      most = Math.max(most, running);
    };
    const body =
      "console.log('start'); await new Promise((r) => setTimeout(r, 60)); console.log('end');";
    const [queue, worker] = [aQueue("work"), aFunction("worker", body)];
    const inputs = { batchSize: 1, scalingConfig: { maximumConcurrency: 2 } };
    const cloud = await aCloud([queue, worker, aMapping(queue, worker, inputs)], { onLog });
    await send(cloud, "work", numbers(12));
    await until(() => isEmpty(cloud));
    assert.equal(most, 2);
  });

  it("delivers out of order and some messages twice, the same way for the same seed", async () => {
    const run = async (seed: number): Promise<string[]> => {
      const { lines, onLog } = collector();
      const [queue, worker] = [
        aQueue("work"),
        aFunction("worker", "await new Promise((r) => setTimeout(r, 5)); " + printBodies),
      ];
      const inputs = { batchSize: 100, maximumBatchingWindowInSeconds: 2 };
      const mapping = aMapping(queue, worker, {
        ...inputs,
        scalingConfig: { maximumConcurrency: 2 },
      });
      const cloud = await aCloud([queue, worker, mapping], { onLog, seed });
      await send(cloud, "work", numbers(100));
      await until(() => isEmpty(cloud));
      await until(() => (lines as string[][]).flat().length >= 101);
      return (lines as string[][]).flat();
    };
    const seed = 5;
    const delivered = await run(seed);
    assert.notDeepEqual(delivered.slice(0, 100), numbers(100));
    assert.deepEqual([...new Set(delivered)].sort(), numbers(100).sort());
    assert.ok(delivered.length > 100, "something came twice");
    assert.deepEqual(await run(seed), delivered);
  });

  it("counts messages that wait for a free function as visible, and receives each only once", async () => {
    const { lines, onLog } = collector();
    const body =
      "await new Promise((r) => setTimeout(r, 150)); console.log(JSON.stringify(event.Records.map((r) => r.attributes.ApproximateReceiveCount)));";
    const [queue, worker] = [
      aQueue("work", { visibilityTimeoutSeconds: 800 }),
      aFunction("worker", body),
    ];
    const inputs = { batchSize: 1, scalingConfig: { maximumConcurrency: 2 } };
    const resources = [queue, worker, aMapping(queue, worker, inputs)];
    const cloud = await aCloud(resources, { onLog, timeFactor: 100 });
    await send(cloud, "work", numbers(20));
    await until(async () => (await cloud.queueDepths()).work?.inFlight === 2);
    assert.equal((await cloud.queueDepths()).work?.visible, 18);
    await until(() => isEmpty(cloud));
    assert.deepEqual([...new Set((lines as string[][]).flat())], ["1"]);
  });

  it("shares the queue with other consumers, which also receive out of order", async () => {
    const { lines, onLog } = collector();
    const slowly = `await new Promise((r) => setTimeout(r, 100)); ${printBodies}`;
    const [queue, worker] = [aQueue("work"), aFunction("worker", slowly)];
    const inputs = { batchSize: 1, scalingConfig: { maximumConcurrency: 2 } };
    const cloud = await aCloud([queue, worker, aMapping(queue, worker, inputs)], { onLog });
    await send(cloud, "work", numbers(40));
    await until(async () => (await cloud.queueDepths()).work?.inFlight === 2);
    const QueueUrl = cloud.queueUrl("work");
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await client(cloud).send(receive);
    const received = Messages.map(({ Body = "" }) => Body);
    assert.equal(received.length, 10);
    assert.notDeepEqual(received, [...received].sort());
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await client(cloud).send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    await until(() => isEmpty(cloud));
    const delivered = (lines as string[][]).flat();
    assert.deepEqual([...new Set([...delivered, ...received])].sort(), numbers(40).sort());
    assert.ok(delivered.length <= 32, "no message reaches both consumers");
  });
});

describe("a local queue", () => {
  afterEach(stopClouds);

  it("keeps its declared URL and attributes, whatever the time factor", async () => {
    const cloud = await aCloud([aQueue("work", { visibilityTimeoutSeconds: 720 })], {
      timeFactor: 100,
    });
    assert.match(
      cloud.queueUrl("work"),
      /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/000000000000\//,
    );
    const { Attributes } = await client(cloud).send(
      new GetQueueAttributesCommand({
        QueueUrl: cloud.queueUrl("work"),
        AttributeNames: ["VisibilityTimeout"],
      }),
    );
    assert.equal(Attributes?.VisibilityTimeout, "720");
  });

  it("hides a received message for the visibility timeout, divided by the time factor", async () => {
    const queue = aQueue("work", { visibilityTimeoutSeconds: 60 });
    const cloud = await aCloud([queue], { timeFactor: 100 });
    await send(cloud, "work", ["once more"]);
    const sqs = client(cloud);
    const receive = () =>
      sqs.send(new ReceiveMessageCommand({ QueueUrl: cloud.queueUrl("work"), WaitTimeSeconds: 5 }));
    assert.equal((await receive()).Messages?.length, 1);
    const receivedAt = performance.now();
    assert.equal((await receive()).Messages?.length, 1);
    assert.ok(performance.now() - receivedAt >= 550, "60 s / 100 had passed");
  });

  it("rejects a delay above 15 minutes, as SQS does", async () => {
    const cloud = await aCloud([aQueue("work")]);
    const QueueUrl = cloud.queueUrl("work");
    const tooLong = new SendMessageCommand({ QueueUrl, MessageBody: "x", DelaySeconds: 901 });
    await assert.rejects(client(cloud).send(tooLong), { name: "InvalidParameterValue" });
  });
});
