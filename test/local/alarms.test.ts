import assert from "node:assert/strict";
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { EmbeddedCloud } from "../../local/embeddedCloud";
import { metricMath } from "../../local/services/metricMath";
import { parseEmbeddedMetrics } from "../../local/services/parseEmbeddedMetrics";
import { aCloud, aFunction, anAddress, aQueue, aTopic, clientOf } from "./declared";
import { declared, stageUrl, stateOf, stopClouds } from "./declared";

/** By default, an alarm on a metric above zero. */
const anAlarm = (inputs: object) =>
  declared("aws:cloudwatch/metricAlarm:MetricAlarm", "watch", {
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    period: 60,
    evaluationPeriods: 1,
    alarmDescription: "Look at it",
    alarmActions: [stateOf(aTopic, "arn")],
    okActions: [stateOf(aTopic, "arn")],
    ...inputs,
  });

const deadLetters = aQueue("dead");
const onVisible = (inputs: object = {}) =>
  anAlarm({
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: stateOf(deadLetters, "name") },
    statistic: "Maximum",
    ...inputs,
  });
const onFunction = (metricName: string, inputs: object = {}) =>
  anAlarm({
    namespace: "AWS/Lambda",
    metricName,
    statistic: "Sum",
    dimensions: { FunctionName: stateOf(worker, "name") },
    treatMissingData: "notBreaching",
    ...inputs,
  });
const mathOn = (expression: string, metric: object) => ({
  namespace: undefined,
  metricName: undefined,
  dimensions: undefined,
  statistic: undefined,
  metricQueries: [
    { id: "m", metric: { period: 60, ...metric } },
    { id: "result", expression, returnData: true },
  ],
});

/** Fails if the event says so; otherwise prints the metric Runs. */
const worker = aFunction(
  "worker",
  `if (event.fail || event.body === "fail") throw new Error("down");
   const metrics = { Namespace: "shop", Dimensions: [["FunctionName"]], Metrics: [{ Name: "Runs" }] };
   process.stdout.write(JSON.stringify({ _aws: { Timestamp: 0, CloudWatchMetrics: [metrics] },
     FunctionName: context.functionName, Runs: 1 }) + "\\n");
   return { statusCode: 200 };`,
);

const sqs = (cloud: EmbeddedCloud) =>
  new SQSClient({ ...clientOf(cloud), useQueueUrlAsEndpoint: false });
const send = (cloud: EmbeddedCloud) => {
  const QueueUrl = cloud.queueUrl("dead");
  return sqs(cloud).send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
};
const purge = (cloud: EmbeddedCloud) =>
  sqs(cloud).send(new PurgeQueueCommand({ QueueUrl: cloud.queueUrl("dead") }));

/** A minute takes a tenth of a second. */
const aWatchedCloud = (...resources: Parameters<typeof aCloud>[0]) =>
  aCloud([deadLetters, worker, aTopic, anAddress, ...resources], { timeFactor: 600 });
const mailSaying = (cloud: EmbeddedCloud, state: string) =>
  cloud.mailbox.wait(({ subject }) => subject.startsWith(state));

describe("a local alarm", function () {
  this.timeout(30_000);
  afterEach(stopClouds);

  it("mails once when a message has been visible for the declared periods", async () => {
    const resources = [deadLetters, aTopic, anAddress, onVisible({ evaluationPeriods: 2 })];
    const cloud = await aCloud(resources, { timeFactor: 300 });
    await send(cloud);
    const sentAt = performance.now();
    const mail = await cloud.mailbox.wait();
    assert.ok(performance.now() - sentAt >= 190, "two periods of 60 s / 300, the first cut short");
    assert.match(mail.subject, /^ALARM: "watch-/);
    assert.match(mail.body, /Look at it/);
    assert.deepEqual(cloud.alarmStates(), { watch: "ALARM" });
    const later = cloud.mailbox.wait(({ at }) => at !== mail.at, 600);
    await assert.rejects(later, /No such mail/);
  });

  it("mails OK when the queue is empty again", async () => {
    const cloud = await aWatchedCloud(onVisible());
    await send(cloud);
    await mailSaying(cloud, "ALARM");
    await purge(cloud);
    const mail = await mailSaying(cloud, "OK");
    assert.match(mail.body, /has entered the OK state/);
  });

  it("enters ALARM when a function fails, and OK when it succeeds", async () => {
    const cloud = await aWatchedCloud(onFunction("Errors"));
    await cloud.invoke("worker", {});
    assert.deepEqual(cloud.alarmStates(), { watch: "OK" });
    await cloud.invoke("worker", { fail: true });
    await mailSaying(cloud, "ALARM");
    await mailSaying(cloud, "OK");
  });

  it("enters ALARM when a function takes too long", async () => {
    const inputs = { statistic: "Maximum", threshold: 0.001 };
    const cloud = await aWatchedCloud(onFunction("Duration", inputs));
    await cloud.invoke("worker", {});
    await mailSaying(cloud, "ALARM");
  });

  it("enters ALARM when a custom metric is missing, and OK when it is recorded again", async () => {
    const runs = { namespace: "shop", metricName: "Runs", stat: "Sum" };
    const dimensions = { FunctionName: stateOf(worker, "name") };
    const isRare = { comparisonOperator: "LessThanThreshold", threshold: 1, evaluationPeriods: 2 };
    const heartbeat = anAlarm({ ...mathOn("FILL(m, 0)", { ...runs, dimensions }), ...isRare });
    const cloud = await aWatchedCloud(heartbeat);
    await mailSaying(cloud, "ALARM");
    await cloud.invoke("worker", {});
    await mailSaying(cloud, "OK");
  });

  it("treats a period without data as declared", async () => {
    const [breaching, notBreaching] = await Promise.all(
      ["breaching", "notBreaching"].map((treatMissingData) =>
        aWatchedCloud(onFunction("Errors", { treatMissingData })),
      ),
    );
    const mail = await mailSaying(breaching!, "ALARM");
    assert.match(mail.body, /no datapoint/);
    assert.deepEqual(notBreaching!.alarmStates(), { watch: "OK" });
  });

  it("enters ALARM when an API responds with a server error, and not otherwise", async () => {
    const integration = { uri: stateOf(worker, "invokeArn"), type: "aws_proxy" };
    const operation = { "x-amazon-apigateway-integration": integration };
    const api = declared("aws:apigateway/restApi:RestApi", "api", {
      body: JSON.stringify({ paths: { "/x": { post: operation } } }),
    });
    const stage = { restApi: api.id, stageName: "v1" };
    const cloud = await aWatchedCloud(
      api,
      declared("aws:apigateway/stage:Stage", "api", stage),
      anAlarm({
        namespace: "AWS/ApiGateway",
        metricName: "5XXError",
        statistic: "Sum",
        dimensions: { ApiName: stateOf(api, "name"), Stage: "v1" },
        treatMissingData: "notBreaching",
      }),
    );
    const post = async (body: string) =>
      (await fetch(`${stageUrl(cloud)}/x`, { method: "POST", body })).status;
    assert.equal(await post("fine"), 200);
    await assert.rejects(cloud.mailbox.wait(undefined, 300), /No such mail/);
    assert.equal(await post("fail"), 502);
    await mailSaying(cloud, "ALARM");
  });

  it("enters ALARM when a message is older than the declared time", async () => {
    const isOld = { metricName: "ApproximateAgeOfOldestMessage", threshold: 300 };
    const cloud = await aWatchedCloud(onVisible(isOld));
    const sentAt = performance.now();
    await send(cloud);
    await mailSaying(cloud, "ALARM");
    assert.ok(performance.now() - sentAt >= 490, "300 s / 600");
    await purge(cloud);
    await mailSaying(cloud, "OK");
  });

  it("enters ALARM on further dead letters while earlier ones are present, and not on the first", async () => {
    const { namespace, metricName, dimensions } = onVisible().inputs;
    const visible = { namespace, metricName, dimensions, stat: "Maximum" };
    const cloud = await aWatchedCloud(anAlarm(mathOn("IF(m > DIFF(m), DIFF(m), 0)", visible)));
    await send(cloud);
    await assert.rejects(cloud.mailbox.wait(undefined, 400), /No such mail/);
    await send(cloud);
    await mailSaying(cloud, "ALARM");
    await mailSaying(cloud, "OK");
  });

  const unsupported: [string, object, RegExp][] = [
    ["a namespace", { namespace: "Mine", metricName: "Sorrow" }, /support Maximum of Mine Sorrow$/],
    ["a metric", { metricName: "Sorrow" }, /support Maximum of AWS\/SQS Sorrow$/],
    ["a statistic", { ...onFunction("Errors").inputs, statistic: "p99" }, /p99 of AWS\/Lambda/],
    [
      "a function",
      { ...onFunction("Errors").inputs, dimensions: { FunctionName: "nobody" } },
      /support Sum of AWS\/Lambda Errors$/,
    ],
    [
      "an expression",
      mathOn("ANOMALY_DETECTION_BAND(m)", {
        namespace: "AWS/SQS",
        ...onVisible().inputs,
        stat: "",
      }),
      /support the expression ANOMALY_DETECTION_BAND\(m\)$/,
    ],
    [
      "an expression on several metrics",
      {
        metricQueries: [
          { id: "a", metric: {} },
          { id: "b", metric: {} },
        ],
      },
      /support anything but one expression on one metric$/,
    ],
  ];
  for (const [what, inputs, error] of unsupported) {
    it(`is rejected by name on ${what} that is not emulated`, async () => {
      await assert.rejects(aWatchedCloud(onVisible(inputs)), error);
    });
  }
});

describe("parseEmbeddedMetrics", () => {
  const directive = {
    Namespace: "shop",
    Dimensions: [["FunctionName", "Kind"]],
    Metrics: [{ Name: "Runs" }, { Name: "Lag" }],
  };
  const embedded = { _aws: { CloudWatchMetrics: [directive] }, FunctionName: "f", Kind: "k" };

  it("returns each value of each metric, one or several", () => {
    const line = JSON.stringify({ ...embedded, Runs: 1, Lag: [2, 3] });
    const found = parseEmbeddedMetrics(line).map(({ metric, value }) => [metric.name, value]);
    assert.deepEqual(found, [
      ["Runs", 1],
      ["Lag", 2],
      ["Lag", 3],
    ]);
    assert.deepEqual(parseEmbeddedMetrics(line)[0]?.metric, {
      namespace: "shop",
      name: "Runs",
      dimensions: { FunctionName: "f", Kind: "k" },
    });
  });

  it("returns nothing for other lines, JSON or not", () => {
    for (const line of ["", "ran", '{"message":"x"}', '{"_aws" is not JSON', '{"_aws":{}}'])
      assert.deepEqual(parseEmbeddedMetrics(line), [], line);
  });
});

describe("metricMath", () => {
  const values = async (expression: string, given: readonly (number | undefined)[]) => {
    let next = 0;
    const measure = metricMath(expression, "m", async () => given[next++]);
    assert.ok(measure);
    const found: (number | undefined)[] = [];
    for (let n = 0; n < given.length; n += 1) found.push(await measure());
    return found;
  };

  it("fills missing values", async () => {
    assert.deepEqual(await values("FILL(m, 0)", [3, undefined, 0]), [3, 0, 0]);
  });

  it("computes growth over a previous value above zero, and none after a gap", async () => {
    const growth = "IF(m > DIFF(m), DIFF(m), 0)";
    assert.deepEqual(await values(growth, [0, 2, 5, 4]), [undefined, 0, 3, -1]);
    assert.deepEqual(await values(growth, [2, undefined, 5]), [undefined, undefined, undefined]);
  });
});
