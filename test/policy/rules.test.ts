import assert from "node:assert/strict";
import type { Resource } from "../../policy/rule";
import { resourceRules, stackRules, violationsIn } from "../../policy/rules";
import { ownSettings, recordedStack, seenByPolicies, types } from "../support/recordedStack";

interface Planted {
  readonly rule: string;
  readonly type: string;
  readonly props: (resource: Resource) => object;
  /** What came instead of what was expected. */
  readonly got: string;
  readonly name?: string;
}

const statement = {
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: "arn:aws:sqs:r:1:orders",
};
const policyWith = (over: object) => () => ({ policy: { Statement: [{ ...statement, ...over }] } });
const environmentWith = (variables: object) => () => ({ environment: { variables } });

/** One fault a rule, planted in a resource that obeys all of them. */
const planted: readonly Planted[] = [
  {
    rule: "actions-are-named",
    type: types.rolePolicy,
    props: policyWith({ Action: ["sqs:SendMessage", "sqs:Get*"] }),
    got: '["sqs:SendMessage","sqs:Get*"]',
  },
  {
    rule: "resources-are-named",
    type: types.rolePolicy,
    props: policyWith({ Resource: "*" }),
    got: '"*"',
  },
  {
    rule: "resources-are-named",
    type: types.rolePolicy,
    props: policyWith({ Resource: ["arn:aws:sqs:r:*:orders"] }),
    got: '["arn:aws:sqs:r:*:orders"]',
  },
  {
    rule: "resources-are-named",
    type: types.rolePolicy,
    props: policyWith({ Resource: "arn:aws:sqs:r:1:*" }),
    got: '"arn:aws:sqs:r:1:*"',
  },
  {
    rule: "principals-are-named",
    type: types.topicPolicy,
    props: policyWith({ Principal: { AWS: "*" } }),
    got: '{"AWS":"*"}',
  },
  {
    rule: "policies-are-our-own",
    type: types.role,
    props: () => ({ managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] }),
    got: '["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]',
  },
  {
    rule: "invocations-are-narrow",
    type: types.permission,
    props: () => ({ action: "lambda:*" }),
    got: '"lambda:*"',
  },
  {
    rule: "invocations-are-narrow",
    type: types.permission,
    props: () => ({ sourceArn: undefined }),
    got: "nothing",
  },
  {
    rule: "tables-are-encrypted",
    type: types.table,
    props: () => ({ serverSideEncryption: undefined }),
    got: "nothing",
  },
  {
    rule: "tables-can-be-restored",
    type: types.table,
    props: () => ({ pointInTimeRecovery: { enabled: false } }),
    got: "false",
  },
  {
    rule: "tables-are-protected",
    type: types.table,
    props: () => ({ deletionProtectionEnabled: false }),
    got: "false",
  },
  {
    rule: "queues-are-encrypted",
    type: types.queue,
    props: () => ({ sqsManagedSseEnabled: undefined }),
    got: "nothing",
  },
  {
    rule: "topics-can-be-alarmed",
    type: types.topic,
    props: () => ({ kmsMasterKeyId: "alias/aws/sns" }),
    got: '"alias/aws/sns"',
  },
  {
    rule: "parameters-are-encrypted",
    type: types.parameter,
    props: () => ({ type: "String" }),
    got: '"String"',
  },
  {
    rule: "logs-expire",
    type: types.logGroup,
    props: () => ({ retentionInDays: 0 }),
    got: "0",
  },
  {
    rule: "limits-are-stated",
    type: types.function,
    props: () => ({ timeout: undefined }),
    got: "nothing",
  },
  {
    rule: "limits-are-stated",
    type: types.function,
    props: () => ({ memorySize: undefined }),
    got: "nothing",
  },
  {
    rule: "limits-are-stated",
    type: types.function,
    props: () => ({ timeout: 901 }),
    got: "901",
  },
  {
    rule: "runtimes-are-supported",
    type: types.function,
    props: () => ({ runtime: "nodejs18.x" }),
    got: '"nodejs18.x"',
  },
  {
    rule: "logs-are-json",
    type: types.function,
    props: () => ({ loggingConfig: { logFormat: "Text", logGroup: "own" } }),
    got: '{"logFormat":"Text","logGroup":"own"}',
  },
  {
    rule: "concurrency-is-not-reserved",
    type: types.function,
    props: () => ({ reservedConcurrentExecutions: 3 }),
    got: "3",
  },
  {
    rule: "environment-names-no-secret",
    type: types.function,
    props: environmentWith({ ACCESS_TOKEN: "a", WEBHOOK_SECRETS_PARAMETER: "b" }),
    got: '["ACCESS_TOKEN"]',
  },
  {
    rule: "failures-are-reported-singly",
    type: types.mapping,
    props: () => ({ functionResponseTypes: [] }),
    got: "[]",
  },
  {
    rule: "resources-are-tagged",
    type: types.queue,
    props: () => ({ tags: { project: "order-replication" } }),
    got: '{"project":"order-replication"}',
  },
  {
    rule: "messages-are-hidden-long-enough",
    type: types.queue,
    name: "orders",
    props: () => ({ visibilityTimeoutSeconds: 719 }),
    got: "719",
  },
  {
    rule: "messages-are-hidden-long-enough",
    type: types.mapping,
    name: "orders",
    props: () => ({ maximumBatchingWindowInSeconds: 1 }),
    got: "720",
  },
  {
    rule: "dead-letters-are-kept",
    type: types.queue,
    name: "orders-dead-letters",
    props: () => ({ messageRetentionSeconds: 604_800 }),
    got: "604800",
  },
  {
    rule: "dead-letters-are-kept",
    type: types.queue,
    name: "orders",
    props: () => ({ redrivePolicy: undefined }),
    got: "NaN",
  },
  {
    rule: "queue-times-fit",
    type: types.queue,
    name: "orders",
    props: () => ({ visibilityTimeoutSeconds: 43_201 }),
    got: "43201",
  },
  {
    rule: "queue-times-fit",
    type: types.queue,
    name: "orders-dead-letters",
    props: () => ({ messageRetentionSeconds: 1_209_601 }),
    got: "1209601",
  },
  {
    rule: "large-batches-have-a-window",
    type: types.mapping,
    props: () => ({ batchSize: 11 }),
    got: "0",
  },
  {
    rule: "environments-fit",
    type: types.function,
    props: environmentWith({ LONG: "x".repeat(4093) }),
    got: "4097",
  },
  {
    rule: "parameters-fit",
    type: types.parameter,
    props: () => ({ value: "x".repeat(4097) }),
    got: "4097",
  },
  {
    rule: "alarms-fit",
    type: types.alarm,
    props: () => ({ period: 86_400, evaluationPeriods: 8 }),
    got: "691200",
  },
  {
    rule: "alarms-fit",
    type: types.alarm,
    props: () => ({ period: 1800, evaluationPeriods: 49 }),
    got: "88200",
  },
  {
    rule: "alarms-fit",
    type: types.alarm,
    props: () => ({ alarmDescription: "x".repeat(1025) }),
    got: "1025",
  },
  {
    rule: "environments-hold-no-secret",
    type: types.function,
    props: environmentWith({ STORE: `token ${ownSettings.accessToken}` }),
    got: "its secret",
  },
  {
    rule: "environments-hold-no-secret",
    type: types.function,
    props: environmentWith({ STORE: ownSettings.clientSecret }),
    got: "its secret",
  },
];

const withPlanted = (resources: readonly Resource[], { type, name, props }: Planted) => {
  const candidates = resources.filter((one) => one.type === type && (!name || one.name === name));
  const [victim] = [...candidates].sort((one, other) => (one.name < other.name ? -1 : 1));
  assert.ok(victim);
  const changed = { ...victim, props: { ...victim.props, ...props(victim) } };
  return resources.map((one) => (one === victim ? changed : one));
};

describe("rules", () => {
  describe("notice", () => {
    let resources: readonly Resource[];
    before(async () => {
      resources = seenByPolicies(await recordedStack("prod"));
    });

    for (const fault of planted) {
      it(`${fault.got} in ${fault.type}: ${fault.rule}`, () => {
        const violations = violationsIn(withPlanted(resources, fault));
        const isOfRule = new RegExp(`^urn:pulumi:prod::.*: ${fault.rule}: expected `);
        for (const violation of violations) assert.match(violation, isOfRule);
        assert.ok(
          violations.some((violation) => violation.endsWith(`got ${fault.got}`)),
          violations.join("; "),
        );
      });
    }

    it("policies that AWS manages, however they are attached", () => {
      const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
      const attached = { type, name: "wide", urn: "urn:wide", props: {} };
      assert.deepEqual(violationsIn([attached]).slice(0, 1), [
        `urn:wide: policies-are-our-own: expected a role policy, got "${type}"`,
      ]);
    });

    it("functions that share a role", () => {
      const [first, second] = resources.filter(({ type }) => type === types.function);
      const { role } = second!.props;
      const shared = resources.map((one) =>
        one === first ? { ...one, props: { ...one.props, role } } : one,
      );
      const violations = violationsIn(shared).filter((text) =>
        text.includes("roles-are-not-shared"),
      );
      assert.equal(violations.length, 2);
    });

    it("a fault for each of them", () => {
      const names = [...resourceRules, ...stackRules].map(({ name }) => name);
      const noticed = new Set([...planted.map(({ rule }) => rule), "roles-are-not-shared"]);
      assert.deepEqual([...noticed].sort(), [...names].sort());
    });
  });

  it("leave tables outside production unprotected, which a stack may choose", async () => {
    const tables = seenByPolicies(await recordedStack("dev")).filter(
      ({ type }) => type === types.table,
    );
    assert.ok(tables.every(({ props }) => props.deletionProtectionEnabled === false));
    assert.deepEqual(violationsIn(tables), []);
  });
});
