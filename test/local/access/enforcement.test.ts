import assert from "node:assert/strict";
import {
  BatchGetItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { PublishCommand, SNSClient, type SNSServiceException } from "@aws-sdk/client-sns";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { FunctionRequest } from "../../../local/access/accessControl";
import type { DeclaredResource } from "../../../local/declareStack";
import type { EmbeddedCloud } from "../../../local/embeddedCloud";
import { accessKeyOf } from "../../../local/lambda/functionEnvironment";
import {
  aCloud,
  aFunction,
  aMapping,
  aPermission,
  aPolicy,
  aQueue,
  aRole,
  declared,
  stageUrl,
  stateOf,
  stopClouds,
  until,
} from "../declared";

const table = declared("aws:dynamodb/table:Table", "orders", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  globalSecondaryIndexes: [{ name: "byId", hashKey: "id", projectionType: "ALL" }],
});
const queue = aQueue("work");
const topic = declared("aws:sns/topic:Topic", "alerts");
const token = declared("aws:ssm/parameter:Parameter", "token", {
  type: "SecureString",
  value: "s",
});
const resources = [table, queue, topic, token];

const roleOf = (...statements: readonly Readonly<Record<string, unknown>>[]) =>
  aRole("worker", ...statements);
const workerOf = (role: readonly DeclaredResource[], body = "") =>
  aFunction("worker", body, { role: stateOf(role[0]!, "arn") });

/** SDK clients with the function's credentials. */
const clientsOf = ({ endpoint, region }: EmbeddedCloud, worker: DeclaredResource) => {
  const accessKeyId = accessKeyOf(stateOf(worker, "name"));
  const settings = { endpoint, region, credentials: { accessKeyId, secretAccessKey: "x" } };
  return {
    dynamodb: new DynamoDBClient(settings),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(settings),
    ssm: new SSMClient(settings),
  };
};

const requestsOf = ({ access }: EmbeddedCloud): string[] =>
  access
    .decisions()
    .map(({ request }) => request)
    .filter((request): request is FunctionRequest => "functionName" in request)
    .map(({ action, resource }) => `${action} ${resource}`);

const TableName = stateOf(table, "name");
const QueueUrl = stateOf(queue, "url");
const Key = { id: { S: "7" } };

const isDenied =
  /^User: arn:aws:sts::000000000000:assumed-role\/worker-\w+\/worker-\w+ is not authorized to perform: /;

describe("a function's call", function () {
  this.timeout(20_000);
  afterEach(stopClouds);

  const running = async (...statements: readonly Readonly<Record<string, unknown>>[]) => {
    const role = roleOf(...statements);
    const worker = workerOf(role);
    const cloud = await aCloud([...resources, ...role, worker]);
    return { cloud, ...clientsOf(cloud, worker) };
  };

  it("is denied if its role grants nothing, in each service's own error format", async () => {
    const { dynamodb, sqs, sns, ssm } = await running({ Action: "sqs:ListQueues", Resource: "*" });
    const denied = (name: string, status: number) => (error: SNSServiceException) => {
      assert.equal(error.name, name);
      assert.equal(error.$metadata.httpStatusCode, status);
      assert.match(error.message, isDenied);
      return true;
    };
    const put = new PutItemCommand({ TableName, Item: Key });
    await assert.rejects(dynamodb.send(put), denied("AccessDeniedException", 400));
    const get = new GetParametersCommand({ Names: [stateOf(token, "name")] });
    await assert.rejects(ssm.send(get), denied("AccessDeniedException", 400));
    const send = new SendMessageCommand({ QueueUrl, MessageBody: "m" });
    await assert.rejects(sqs.send(send), denied("AccessDenied", 403));
    const publish = new PublishCommand({ TopicArn: stateOf(topic, "arn"), Message: "m" });
    await assert.rejects(sns.send(publish), denied("AuthorizationErrorException", 403));
  });

  it("is allowed if its role grants the operation's permission on the resource", async () => {
    const tableArn = stateOf(table, "arn");
    const { cloud, dynamodb, sqs, sns, ssm } = await running(
      { Action: "dynamodb:BatchGetItem", Resource: tableArn },
      { Action: "dynamodb:Query", Resource: `${tableArn}/index/*` },
      { Action: "sqs:SendMessage", Resource: stateOf(queue, "arn") },
      { Action: "sns:Publish", Resource: stateOf(topic, "arn") },
      { Action: "ssm:GetParameters", Resource: stateOf(token, "arn") },
    );
    await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
    );
    await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: "byId",
        KeyConditionExpression: "id = :id",
        ExpressionAttributeValues: { ":id": Key.id },
      }),
    );
    const Entries = [{ Id: "1", MessageBody: "m" }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const TopicArn = stateOf(topic, "arn");
    await sns.send(new PublishCommand({ TopicArn, Message: "m" }));
    await ssm.send(new GetParametersCommand({ Names: [stateOf(token, "name")] }));
    assert.deepEqual(requestsOf(cloud), [
      `dynamodb:BatchGetItem ${tableArn}`,
      `dynamodb:Query ${tableArn}/index/byId`,
      `sqs:SendMessage ${stateOf(queue, "arn")}`,
      `sns:Publish ${TopicArn}`,
      `ssm:GetParameters ${stateOf(token, "arn")}`,
    ]);
  });

  it("is denied if its role grants only some of the tables that it reads", async () => {
    const { dynamodb } = await running({
      Action: "dynamodb:BatchGetItem",
      Resource: stateOf(table, "arn"),
    });
    const RequestItems = { [TableName]: { Keys: [Key] }, "orders-other": { Keys: [Key] } };
    await assert.rejects(
      dynamodb.send(new BatchGetItemCommand({ RequestItems })),
      /BatchGetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/orders-other /,
    );
  });

  it("is denied, whatever the role, if the permissions of the operation are unknown", async () => {
    const { dynamodb } = await running({ Action: "*", Resource: "*" });
    await assert.rejects(
      dynamodb.send(new DescribeTableCommand({ TableName })),
      /The embedded cloud does not know the permissions of dynamodb DescribeTable/,
    );
  });
});

describe("what AWS does in a function's name", function () {
  this.timeout(20_000);
  afterEach(stopClouds);

  const consume = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  for (const missing of consume) {
    it(`does not consume a queue without ${missing}`, async () => {
      const Action = consume.filter((action) => action !== missing);
      const role = roleOf({ Action, Resource: stateOf(queue, "arn") });
      const worker = workerOf(role);
      await assert.rejects(
        aCloud([queue, ...role, worker, aMapping(queue, worker)]),
        new RegExp(`^Error: Mapping "work": User: .* is not authorized to perform: ${missing} on `),
      );
    });
  }

  const streamActions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
    (action) => `dynamodb:${action}`,
  );
  for (const missing of streamActions) {
    it(`does not read a table's stream without ${missing}`, async () => {
      const eventSourceArn = `${stateOf(table, "arn")}/stream/2020-01-01T00:00:00.000`;
      const Action = streamActions.filter((action) => action !== missing);
      const role = roleOf({ Action, Resource: eventSourceArn });
      const worker = workerOf(role);
      const mapping = aMapping(table, worker, { eventSourceArn });
      await assert.rejects(
        aCloud([table, ...role, worker, mapping]),
        new RegExp(
          `^Error: Mapping "orders": User: .* is not authorized to perform: ${missing} on `,
        ),
      );
    });
  }

  it("does not create a function whose role Lambda cannot assume", async () => {
    const [role] = roleOf();
    const Principal = { Service: "events.amazonaws.com" };
    const assumeRolePolicy = aPolicy({ Action: "sts:AssumeRole", Principal });
    const foreign = { ...role!, inputs: { assumeRolePolicy } };
    await assert.rejects(
      aCloud([foreign, workerOf([foreign])]),
      /Function "worker": lambda\.amazonaws\.com is not authorized to perform: sts:AssumeRole/,
    );
  });

  const logGroup = "arn:aws:logs:us-east-1:000000000000:log-group:own";
  const logging = async (...Action: readonly string[]) => {
    const lines: string[] = [];
    const denials: string[] = [];
    const role = roleOf({ Action, Resource: `${logGroup}:*` });
    const inputs = { role: stateOf(role[0]!, "arn"), loggingConfig: { logGroup: "own" } };
    const cloud = await aCloud([...role, aFunction("worker", "console.log('seen');", inputs)], {
      onLog: ({ line }) => void lines.push(line),
      onDenial: (why) => void denials.push(why),
    });
    for (const event of [1, 2]) await cloud.invoke("worker", event);
    return { lines, denials };
  };

  it("writes the function's log with both permissions for it", async () => {
    const { lines, denials } = await logging("logs:CreateLogStream", "logs:PutLogEvents");
    assert.deepEqual([lines, denials], [["seen", "seen"], []]);
  });

  for (const [missing, left] of [
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    ["logs:PutLogEvents", "logs:CreateLogStream"],
  ] as const) {
    it(`drops the function's log without ${missing}, and reports the denial once`, async () => {
      const { lines, denials } = await logging(left);
      assert.deepEqual([lines, denials.length], [[], 1]);
      assert.match(denials[0] ?? "", new RegExp(`${missing} on resource: ${logGroup}:log-stream:`));
    });
  }
});

describe("a service that acts on a resource", function () {
  this.timeout(20_000);
  afterEach(stopClouds);

  const role = roleOf();
  const worker = workerOf(role, "return { statusCode: 200, body: 'ran' };");
  const rule = declared("aws:cloudwatch/eventRule:EventRule", "hourly", {
    scheduleExpression: "rate(1 hour)",
  });
  const target = declared("aws:cloudwatch/eventTarget:EventTarget", "hourly", {
    rule: stateOf(rule, "name"),
    arn: stateOf(worker, "arn"),
  });
  const integration = { uri: stateOf(worker, "invokeArn"), httpMethod: "POST", type: "aws_proxy" };
  const operation = { "x-amazon-apigateway-integration": integration };
  const api = declared("aws:apigateway/restApi:RestApi", "api", {
    body: JSON.stringify({ paths: { "/orders": { post: operation } } }),
  });
  const stage = declared("aws:apigateway/stage:Stage", "api", { restApi: api.id, stageName: "v1" });
  const withPermission = (service: string, sourceArn: string) =>
    aCloud([
      ...role,
      worker,
      rule,
      target,
      api,
      stage,
      aPermission(worker, service, { sourceArn }),
    ]);
  const post = async (cloud: EmbeddedCloud) => {
    const answer = await fetch(`${stageUrl(cloud)}/orders`, { method: "POST" });
    return [answer.status, await answer.text()];
  };

  it("triggers a schedule only if the function's policy allows that rule", async () => {
    const admitted = await withPermission("events", stateOf(rule, "arn"));
    assert.deepEqual((await admitted.runSchedule("hourly")).result, {
      statusCode: 200,
      body: "ran",
    });
    const other = await withPermission("events", `${stateOf(rule, "arn")}-other`);
    await assert.rejects(
      other.runSchedule("hourly"),
      /AccessDenied: events\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction/,
    );
  });

  it("forwards a request only if the function's policy allows that method and path", async () => {
    const execution = stateOf(api, "executionArn");
    const admitted = await withPermission("apigateway", `${execution}/*/POST/orders`);
    assert.deepEqual(await post(admitted), [200, "ran"]);
    const other = await withPermission("apigateway", `${execution}/*/GET/orders`);
    assert.deepEqual(await post(other), [500, '{"message":"Internal server error"}']);
  });

  const alarm = declared("aws:cloudwatch/metricAlarm:MetricAlarm", "visible", {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: stateOf(queue, "name") },
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 1,
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    alarmActions: [stateOf(topic, "arn")],
  });
  const mail = declared("aws:sns/topicSubscription:TopicSubscription", "mail", {
    topic: stateOf(topic, "arn"),
    protocol: "email",
    endpoint: "ops@example.com",
  });
  const alarming = async (admittedRegion: string) => {
    const denials: string[] = [];
    const source = `arn:aws:cloudwatch:${admittedRegion}:000000000000:alarm:*`;
    const policy = aPolicy({
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: stateOf(topic, "arn"),
      Condition: { ArnLike: { "aws:SourceArn": source } },
    });
    const guard = { arn: stateOf(topic, "arn"), policy };
    const guarded = declared("aws:sns/topicPolicy:TopicPolicy", "alerts", guard);
    const onDenial = (why: string) => void denials.push(why);
    const cloud = await aCloud([queue, topic, mail, guarded, alarm], { timeFactor: 600, onDenial });
    return { cloud, denials };
  };

  it("publishes an alarm if the topic's policy allows it", async () => {
    const { cloud, denials } = await alarming("us-east-1");
    assert.match((await cloud.mailbox.wait()).subject, /^ALARM/);
    assert.deepEqual(denials, []);
  });

  it("does not publish an alarm if the topic's policy denies it", async () => {
    const { cloud, denials } = await alarming("eu-west-1");
    await until(() => denials.length > 0);
    assert.match(
      denials[0] ?? "",
      /^cloudwatch\.amazonaws\.com is not authorized to perform: sns:/,
    );
    assert.deepEqual(cloud.mailbox.list(), []);
  });
});
