import {
  expect,
  isFields,
  isUnknown,
  parseJson,
  propertyAt,
  type Resource,
  type ResourceRule,
  ruleFor,
} from "../rule";

/** Texts or lists of texts, of which a preview may not know some. */
interface Statement {
  readonly Action?: unknown;
  readonly Resource?: unknown;
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
const unscopableActions: readonly unknown[] = ["cloudwatch:PutMetricData", "xray:PutTraceSegments"];

const toList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** An unknown policy counts as one statement of unknown content. */
const statementsOf = (resource: Resource): readonly Statement[] => {
  const policy = parseJson(propertyAt(resource, policyPaths[resource.type] ?? ""));
  if (isUnknown(policy)) return [{ Action: policy, Resource: policy, Principal: policy }];
  return toList(
    (policy as { Statement?: Statement | readonly Statement[] } | undefined)?.Statement,
  );
};

/** An ARN without wildcards in its first five parts, and with at least a prefix in the last. */
const isScoped = (arn: unknown): boolean =>
  typeof arn === "string" && /^arn:([^:*?]*:){4}[^:*?]/.test(arn);

const isNamed = (text: unknown): boolean => typeof text === "string" && !/[*?]/.test(text);

/** Principals stand in lists and by kind, such as { Service: "lambda.amazonaws.com" }. */
const principalsIn = (principal: unknown): readonly unknown[] =>
  toList(principal).flatMap((each) => (isFields(each) ? Object.values(each).flat() : [each]));

const actionsAreNamed = ruleFor(typesWithPolicy, {
  name: "actions-are-named",
  description: "A wildcard also allows the actions that AWS adds later.",
  check: (resource) =>
    statementsOf(resource).flatMap(({ Action }) =>
      expect(
        toList(Action).length > 0 && toList(Action).every(isNamed),
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
      if (isExempt || resource.type === "aws:iam/role:Role") return [];
      return toList(statement.Resource).flatMap((arn) =>
        expect(isScoped(arn), "the ARN of a single resource", arn),
      );
    }),
});

const principalsAreNamed = ruleFor(typesWithPolicy, {
  name: "principals-are-named",
  description: "A wildcard principal grants access to anyone.",
  check: (resource) =>
    statementsOf(resource)
      .flatMap(({ Principal }) => principalsIn(Principal))
      .flatMap((principal) => expect(isNamed(principal), "a principal by name", principal)),
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
    ...expect(isScoped(sourceArn), "the ARN of one source", sourceArn),
  ],
});

export const accessRules: readonly ResourceRule[] = [
  actionsAreNamed,
  resourcesAreNamed,
  principalsAreNamed,
  policiesAreInline,
  invocationsAreScoped,
];
