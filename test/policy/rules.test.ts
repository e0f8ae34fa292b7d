import assert from "node:assert/strict";
import { type Resource, UnknownValue } from "../../policy/rule";
import { resourceRules, stackRules, violationsIn } from "../../policy/rules";
import { ownSettings, policyResources, recordedStack, types } from "../support/recordedStack";

interface Planted {
  readonly rule: string;
  readonly type: string;
  readonly props: (resource: Resource) => object;
  /** The actual value that the violation reports. */
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

const isStackRule = (rule: string): boolean => stackRules.some(({ name }) => name === rule);

/** At least one violation per rule, planted in a resource that complies with all rules. */
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
    got: '"arn:aws:sqs:r:*:orders"',
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
    got: '"*"',
  },
  {
    rule: "policies-are-inline",
    type: types.role,
    props: () => ({ managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] }),
    got: '["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]',
  },
  {
    rule: "invocations-are-scoped",
    type: types.permission,
    props: () => ({ action: "lambda:*" }),
    got: '"lambda:*"',
  },
  {
    rule: "invocations-are-scoped",
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
    rule: "alarms-can-publish",
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
    got: '"Text"',
  },
  {
    rule: "logs-are-json",
    type: types.function,
    props: () => ({ loggingConfig: { logFormat: "JSON" } }),
    got: "nothing",
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
    rule: "batch-item-failures-are-reported",
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
    rule: "visibility-timeouts-are-long-enough",
    type: types.queue,
    name: "orders",
    props: () => ({ visibilityTimeoutSeconds: 719 }),
    got: "719",
  },
  {
    rule: "visibility-timeouts-are-long-enough",
    type: types.mapping,
    name: "orders",
    props: () => ({ maximumBatchingWindowInSeconds: 1 }),
    got: "720",
  },
  {
    rule: "dead-letters-are-retained",
    type: types.queue,
    name: "orders-dead-letters",
    props: () => ({ messageRetentionSeconds: 604_800 }),
    got: "604800",
  },
  {
    rule: "dead-letters-are-retained",
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
    props: environmentWith({ STORE: JSON.stringify([{ token: ownSettings.accessToken }]) }),
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
  const [target] = [...candidates].sort((one, other) => (one.name < other.name ? -1 : 1));
  assert.ok(target);
  const changed = { ...target, props: { ...target.props, ...props(target) } };
  return resources.map((one) => (one === target ? changed : one));
};

const unknown = new UnknownValue("of a preview");
const undecided = ": undecided";

/** Changed properties that a preview does not know, and that the program computes from more than one resource. */
const withUnknown = (resources: readonly Resource[], violation: Planted): readonly Resource[] => {
  const props = (target: Resource): object =>
    Object.fromEntries(Object.keys(violation.props(target)).map((key) => [key, unknown]));
  return withPlanted(resources, { ...violation, props }).map((one) => {
    const keys = Object.keys(one.props).filter((key) => one.props[key] === unknown);
    const urns = ["urn:one", "urn:other"];
    return { ...one, propertyDependencies: Object.fromEntries(keys.map((key) => [key, urns])) };
  });
};

/** Resources as in the first preview: no ARN is known, and each refers to resources by dependency. */
const asFirstPreviewed = (resources: readonly Resource[]): readonly Resource[] => {
  const urnsIn = (value: unknown): readonly string[] =>
    resources
      .filter(({ props: { arn } }) => typeof arn === "string" && String(value).includes(arn))
      .map(({ urn }) => urn);
  return resources.map((one) => {
    const references = Object.entries(one.props)
      .map(([key, value]) => [key, key === "arn" ? [] : urnsIn(value)] as const)
      .filter(([, urns]) => urns.length > 0);
    const keys = ["arn", ...references.map(([key]) => key)];
    const unknowns = Object.fromEntries(keys.map((key) => [key, unknown] as const));
    return {
      ...one,
      props: { ...one.props, ...unknowns },
      propertyDependencies: Object.fromEntries(references),
    };
  });
};

describe("rules", () => {
  let resources: readonly Resource[];
  before(async () => {
    resources = policyResources(await recordedStack("prod"));
  });

  const changedFunction = (props: Resource["props"]): readonly Resource[] => {
    const [target] = resources.filter(({ type }) => type === types.function);
    return resources.map((one) =>
      one === target ? { ...one, props: { ...one.props, ...props } } : one,
    );
  };

  describe("report", () => {
    for (const violation of planted) {
      it(`${violation.got} in ${violation.type}: ${violation.rule}`, () => {
        const violations = violationsIn(withPlanted(resources, violation));
        const isOfRule = new RegExp(`^urn:pulumi:prod::.*: ${violation.rule}: expected `);
        for (const message of violations) assert.match(message, isOfRule);
        assert.ok(
          violations.some((message) => message.endsWith(`got ${violation.got}`)),
          violations.join("; "),
        );
      });
    }

    it("managed policies, however they are attached", () => {
      const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
      const attached = { type, name: "wide", urn: "urn:wide", props: {} };
      assert.deepEqual(violationsIn([attached]).slice(0, 1), [
        `urn:wide: policies-are-inline: expected a role policy, got "${type}"`,
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

    it("at least one planted violation each", () => {
      const names = [...resourceRules, ...stackRules].map(({ name }) => name);
      const reported = new Set([...planted.map(({ rule }) => rule), "roles-are-not-shared"]);
      assert.deepEqual([...reported].sort(), [...names].sort());
    });
  });

  describe("in a preview", () => {
    for (const violation of planted) {
      it(`leave an unknown value undecided: ${violation.rule}, ${violation.got}`, () => {
        const findings = violationsIn(withUnknown(resources, violation));
        assert.deepEqual(
          findings.filter((finding) => !finding.endsWith(undecided)),
          [],
        );
        assert.ok(
          findings.some((finding) => finding.endsWith(`: ${violation.rule}${undecided}`)),
          findings.join("; "),
        );
      });
    }

    it("report a violation beside an unknown value", () => {
      const [policy] = resources.filter(({ type }) => type === types.rolePolicy);
      assert.ok(policy);
      const mixed = { ...policy, props: policyWith({ Resource: [unknown, "*"] })() };
      const findings = violationsIn([mixed]).filter((text) => text.includes("resources-are-named"));
      assert.equal(findings.length, 2);
      assert.match(findings.join("\n"), /: undecided\n.*got "\*"$/);
    });

    it("find related resources by dependency where no ARN is known", () => {
      const findings = stackRules.flatMap(({ checkAll }) => checkAll(asFirstPreviewed(resources)));
      assert.deepEqual(findings, []);
    });

    for (const violation of planted.filter(({ rule }) => isStackRule(rule))) {
      it(`report what contradicts where no ARN is known: ${violation.rule}, ${violation.got}`, () => {
        const violating = withPlanted(resources, violation);
        const findings = violationsIn(asFirstPreviewed(violating));
        assert.ok(
          findings.some((text) => text.includes(`${violation.rule}: expected `)),
          findings.join("; "),
        );
      });
    }

    const ordersQueue = ({ type, name }: Resource) => type === types.queue && name === "orders";
    const withProps = (isChanged: (one: Resource) => boolean, props: Resource["props"]) =>
      resources.map((one) =>
        isChanged(one) ? { ...one, props: { ...one.props, ...props } } : one,
      );

    it("report a queue whose redrive policy is unknown because the program declares none", () => {
      const findings = violationsIn(withProps(ordersQueue, { redrivePolicy: unknown }));
      assert.ok(findings.length > 0);
      for (const each of findings) assert.match(each, /dead-letters-are-retained: expected .*NaN$/);
    });

    it("leave undecided which queue a known ARN names while a queue's ARN is unknown", () => {
      const findings = violationsIn(withProps(ordersQueue, { arn: unknown }));
      assert.equal(findings.length, 1);
      assert.match(findings[0] ?? "", /visibility-timeouts-are-long-enough: undecided$/);
    });

    it("report functions that share a role whose ARN is unknown", () => {
      const { role } = resources.filter(({ type }) => type === types.function)[1]!.props;
      const findings = violationsIn(asFirstPreviewed(changedFunction({ role })));
      const isViolation = /: roles-are-not-shared: expected a role of its own, got "urn:/;
      assert.equal(findings.filter((text) => isViolation.test(text)).length, 2);
    });
  });

  describe("about secrets", () => {
    const withSecret = (value: string, variable: string): readonly string[] =>
      violationsIn(
        changedFunction({ environment: { variables: { QUEUE: variable } } }).map((one) =>
          one.type === types.parameter ? { ...one, props: { ...one.props, value } } : one,
        ),
      );

    it("accept a secret whose text is part of a resource's name", () => {
      const url = "https://sqs.us-east-1.amazonaws.com/000000000000/orders-e02cd98";
      for (const secret of ["orders", '{"secret":"orders-e02cd98"}'])
        assert.deepEqual(withSecret(secret, url), []);
    });

    it("report a secret that begins like JSON and is none", () => {
      assert.equal(withSecret("{planted", "{planted").length, 1);
    });

    it("report one of several secrets, and all of them as one JSON text", () => {
      const several = '{"secret":"planted","previousSecret":""}';
      for (const variable of ["planted", several, '["planted"]'])
        assert.equal(withSecret(several, variable).length, 1);
      assert.deepEqual(withSecret(several, ""), []);
    });
  });

  it("accept the empty redrive policy of a deployed dead-letter queue", () => {
    const deployed = resources.map((one) =>
      one.name === "orders-dead-letters" && one.type === types.queue
        ? { ...one, props: { ...one.props, redrivePolicy: "" } }
        : one,
    );
    assert.deepEqual(violationsIn(deployed), []);
  });

  it("accept unprotected tables outside prod", async () => {
    const declared = await recordedStack("dev", { protectData: "false" });
    const tables = policyResources(declared).filter(({ type }) => type === types.table);
    assert.ok(tables.every(({ props }) => props.deletionProtectionEnabled === false));
    assert.deepEqual(violationsIn(tables), []);
  });
});
