import { expect, parseJson, propertyAt, type Resource, type ResourceRule, ruleFor } from "../rule";

interface Statement {
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
}

/** The property that holds the policy, by resource type. */
const policyPaths: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};
const typesWithPolicy = Object.keys(policyPaths);

/** Actions that AWS supports only on the resource `*`. */
const unscopableActions = ["cloudwatch:PutMetricData", "xray:PutTraceSegments"];

const toList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const statementsOf = (resource: Resource): readonly Statement[] => {
  const policy = parseJson(propertyAt(resource, policyPaths[resource.type] ?? ""));
  return toList(
    (policy as { Statement?: Statement | readonly Statement[] } | undefined)?.Statement,
  );
};

/** An ARN without wildcards in its first five parts, and with at least a prefix in the last. */
const isScoped = (arn: string): boolean => /^arn:([^:*?]*:){4}[^:*?]/.test(arn);

const actionsAreNamed = ruleFor(typesWithPolicy, {
  name: "actions-are-named",
  description: "A wildcard also allows the actions that AWS adds later.",
  check: (resource) =>
    statementsOf(resource).flatMap(({ Action }) =>
      expect(
        toList(Action).length > 0 && toList(Action).every((action) => !/[*?]/.test(action)),
        "actions without wildcards",
        Action,
      ),
    ),
});

const resourcesAreNamed = ruleFor(typesWithPolicy, {
  name: "resources-are-named",
  description: "A role has access to its own resources and to no others of the account.",
  check: (resource) =>
    statementsOf(resource).flatMap((statement) => {
      const actions = toList(statement.Action);
      const isExempt = actions.every((action) => unscopableActions.includes(action));
      const isTrustPolicy = resource.type === "aws:iam/role:Role";
      return expect(
        isExempt || isTrustPolicy || toList(statement.Resource).every(isScoped),
        "ARNs of single resources",
        statement.Resource,
      );
    }),
});

const principalsAreNamed = ruleFor(typesWithPolicy, {
  name: "principals-are-named",
  description: "A wildcard principal grants access to anyone.",
  check: (resource) =>
    statementsOf(resource).flatMap(({ Principal }) =>
      expect(!/[*?]/.test(JSON.stringify(Principal) ?? ""), "principals by name", Principal),
    ),
});

const policiesAreInline: ResourceRule = {
  name: "policies-are-inline",
  description:
    "Managed policies grant more than a function needs, and change outside this program.",
  check: ({ type, props }) => [
    ...expect(!/PolicyAttachment$|iam\/policy:Policy$/.test(type), "a role policy", type),
    ...expect(props.managedPolicyArns === undefined, "no managed policy", props.managedPolicyArns),
  ],
};

const invocationsAreScoped = ruleFor(["aws:lambda/permission:Permission"], {
  name: "invocations-are-scoped",
  description: "A permission lets one source invoke the function, and allows nothing else.",
  check: ({ props: { action, sourceArn } }) => [
    ...expect(action === "lambda:InvokeFunction", "lambda:InvokeFunction", action),
    ...expect(isScoped(String(sourceArn)), "the ARN of one source", sourceArn),
  ],
});

export const accessRules: readonly ResourceRule[] = [
  actionsAreNamed,
  resourcesAreNamed,
  principalsAreNamed,
  policiesAreInline,
  invocationsAreScoped,
];
