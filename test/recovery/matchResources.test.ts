import assert from "node:assert/strict";
import { type Candidate, candidatesOf } from "../../recovery/stackImport/candidates";
import { type ImportEntry, placeholder } from "../../recovery/stackImport/importFile";
import type { Inventory } from "../../recovery/stackImport/inventory";
import { type Finding, matchResources } from "../../recovery/stackImport/matchResources";

const nothing: Inventory = {
  arns: [],
  functions: [],
  topics: [],
  apis: [],
  rules: [],
  dashboards: [],
};

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:eu-west-1:123456789012:${resource}`;

const entry = (type: string, name: string, id = placeholder): ImportEntry => ({
  type: `aws:${type}`,
  name: `${name}InTheFile`,
  logicalName: name,
  id,
});

const resultOf = (finding: Finding | undefined): unknown => {
  if (finding?.outcome === "found") return finding.id;
  if (finding?.outcome === "ambiguous") return finding.candidates.map(({ id }: Candidate) => id);
  return finding?.outcome;
};

const find = (inventory: Partial<Inventory>, ...entries: readonly ImportEntry[]): unknown[] =>
  matchResources(entries, candidatesOf({ ...nothing, ...inventory })).map(resultOf);

const tables = (...names: readonly string[]): readonly string[] =>
  names.map((name) => arn("dynamodb", `table/${name}`));

describe("the resources of a lost state", () => {
  it("are found by generated names, and not by a longer or shorter name", () => {
    const arns = tables("orders-0a1b2c3", "orders-extra-0a1b2c3", "orders-0a1b2c", "old-orders");
    assert.deepEqual(find({ arns }, entry("dynamodb/table:Table", "orders-extra")), [
      ["orders-extra-0a1b2c3", "orders-0a1b2c", "old-orders"],
    ]);
    assert.deepEqual(find({ arns: arns.slice(0, 2) }, entry("dynamodb/table:Table", "orders")), [
      "orders-0a1b2c3",
    ]);
  });

  const queueUrl = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders-0a1b2c3";
  const byArn: readonly (readonly [type: string, arn: string, id: string])[] = [
    ["cloudwatch/logGroup:LogGroup", arn("logs", "log-group:orders-0a1b2c3:*"), "orders-0a1b2c3"],
    [
      "cloudwatch/metricAlarm:MetricAlarm",
      arn("cloudwatch", "alarm:orders-0a1b2c3"),
      "orders-0a1b2c3",
    ],
    ["ssm/parameter:Parameter", arn("ssm", "parameter/orders-0a1b2c3"), "orders-0a1b2c3"],
    ["sqs/queue:Queue", arn("sqs", "orders-0a1b2c3"), queueUrl],
    ["sqs/redriveAllowPolicy:RedriveAllowPolicy", arn("sqs", "orders-0a1b2c3"), queueUrl],
  ];
  for (const [type, found, id] of byArn)
    it(`have the ids that an import of ${type} takes`, () => {
      assert.deepEqual(find({ arns: [found] }, entry(type, "orders")), [id]);
    });

  it("include a function's role, policies, permissions and mappings", () => {
    const worker = {
      name: "worker-0a1b2c3",
      role: "worker-1111111",
      rolePolicies: ["worker-2222222", "by-hand"],
      statementIds: ["orders-3333333", "by-hand"],
      mappings: [{ uuid: "u-1", sourceArn: arn("sqs", "orders-4444444") }],
    };
    const found = find(
      { functions: [worker] },
      entry("lambda/function:Function", "worker"),
      entry("iam/role:Role", "worker"),
      entry("iam/rolePolicy:RolePolicy", "worker"),
      entry("lambda/permission:Permission", "orders"),
      entry("lambda/eventSourceMapping:EventSourceMapping", "orders"),
    );
    assert.deepEqual(found, [
      "worker-0a1b2c3",
      "worker-1111111",
      "worker-1111111:worker-2222222",
      "worker-0a1b2c3/orders-3333333",
      "u-1",
    ]);
  });

  it("include the parts of topics, APIs, rules and dashboards", () => {
    const topic = arn("sns", "alerts-0a1b2c3");
    const subscription = { arn: `${topic}:u-1`, protocol: "email", endpoint: "ops@example.com" };
    const stage = { name: "v1", deploymentId: "d1", methodPaths: ["*/*"] };
    const found = find(
      {
        topics: [{ arn: topic, subscriptions: [subscription] }],
        apis: [{ id: "a1", name: "webhooks-0a1b2c3", stages: [stage] }],
        rules: [{ name: "poll-0a1b2c3", targetIds: ["poll"] }],
        dashboards: ["shop-dev-orders-0a1b2c3"],
      },
      entry("sns/topic:Topic", "alerts"),
      entry("sns/topicPolicy:TopicPolicy", "alerts"),
      entry("sns/topicSubscription:TopicSubscription", "alerts-email"),
      entry("apigateway/restApi:RestApi", "webhooks"),
      entry("apigateway/stage:Stage", "webhooks"),
      entry("apigateway/deployment:Deployment", "webhooks"),
      entry("apigateway/methodSettings:MethodSettings", "webhooks"),
      entry("cloudwatch/eventRule:EventRule", "poll"),
      entry("cloudwatch/eventTarget:EventTarget", "poll"),
      entry("cloudwatch/dashboard:Dashboard", "watch"),
    );
    assert.deepEqual(found, [
      topic,
      topic,
      subscription.arn,
      "a1",
      "a1/v1",
      "a1/d1",
      "a1/v1/*/*",
      "poll-0a1b2c3",
      "poll-0a1b2c3/poll",
      "shop-dev-orders-0a1b2c3",
    ]);
  });

  it("are left to others once one entry can only be one of them", () => {
    const mapping = (uuid: string, name: string, sourceArn: string) => ({
      name,
      role: "r",
      rolePolicies: [],
      statementIds: [],
      mappings: [{ uuid, sourceArn }],
    });
    const functions = [
      mapping("u-1", "worker-0a1b2c3", arn("sqs", "orders-4444444")),
      mapping("u-2", "orders-5555555", arn("sqs", "parcels-5555555")),
    ];
    const type = "lambda/eventSourceMapping:EventSourceMapping";
    assert.deepEqual(find({ functions }, entry(type, "orders"), entry(type, "parcels")), [
      "u-1",
      "u-2",
    ]);
  });

  it("are ambiguous where two may be meant, until the file names one", () => {
    const arns = tables("orders-0a1b2c3", "orders-4d5e6f7");
    const type = "dynamodb/table:Table";
    assert.deepEqual(find({ arns }, entry(type, "orders")), [["orders-0a1b2c3", "orders-4d5e6f7"]]);
    assert.deepEqual(find({ arns }, entry(type, "orders", "orders-4d5e6f7")), ["orders-4d5e6f7"]);
  });

  it("are ambiguous beside a table that was restored under a name of its own", () => {
    const arns = tables("orders-0a1b2c3", "orders-restored", "jobs-0a1b2c3");
    const type = "dynamodb/table:Table";
    const jobs = entry(type, "jobs");
    assert.deepEqual(find({ arns }, entry(type, "orders"), jobs), [
      ["orders-0a1b2c3", "orders-restored"],
      ["orders-restored", "jobs-0a1b2c3"],
    ]);
    assert.deepEqual(find({ arns }, entry(type, "orders", "orders-restored"), jobs), [
      "orders-restored",
      "jobs-0a1b2c3",
    ]);
    assert.deepEqual(find({ arns: tables("orders-restored") }, jobs), [["orders-restored"]]);
  });

  it("are created by the next update where none is found, or none can be imported", () => {
    const stash = { type: "pulumi:index:Stash", name: "region", id: placeholder };
    const component = { type: "aws:sqs:QueueEventSubscription", name: "orders", component: true };
    assert.deepEqual(find({}, entry("dynamodb/table:Table", "orders"), stash, component), [
      "create",
      "create",
      "component",
    ]);
  });
});
