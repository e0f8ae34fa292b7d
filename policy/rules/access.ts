import { at, expect, parsedJson, type Resource, type ResourceRule, ruleFor } from "../rule";

interface Statement {
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
}

/** Where each type that carries a policy has it. */
const policyPaths: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};
const carriers = Object.keys(policyPaths);

/** Actions for which AWS offers no narrower resource than all. */
const withoutResources = ["cloudwatch:PutMetricData", "xray:PutTraceSegments"];

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const statementsOf = (resource: Resource): readonly Statement[] => {
  const policy = parsedJson(at(resource, policyPaths[resource.type] ?? ""));
  return list((policy as { Statement?: Statement | readonly Statement[] } | undefined)?.Statement);
};

/** An ARN whose first five parts are given, and of whose last at least the beginning. */
const isNarrow = (arn: string): boolean => /^arn:([^:*?]*:){4}[^:*?]/.test(arn);

const actionsAreNamed = ruleFor(carriers, {
  name: "actions-are-named",
  description: "A wildcard allows what AWS adds tomorrow.",
  check: (resource) =>
    statementsOf(resource).flatMap(({ Action }) =>
      expect(
        list(Action).length > 0 && list(Action).every((action) => !/[*?]/.test(action)),
        "actions without wildcards",
        Action,
      ),
    ),
});

const resourcesAreNamed = ruleFor(carriers, {
  name: "resources-are-named",
  description: "A role reaches its own resources and no others of the account.",
  check: (resource) =>
    statementsOf(resource).flatMap((statement) => {
      const actions = list(statement.Action);
      const isExempt = actions.every((action) => withoutResources.includes(action));
      const isTrust = resource.type === "aws:iam/role:Role";
      return expect(
        isExempt || isTrust || list(statement.Resource).every(isNarrow),
        "ARNs of single resources",
        statement.Resource,
      );
    }),
});

const principalsAreNamed = ruleFor(carriers, {
  name: "principals-are-named",
  description: "What a resource lets everybody do, everybody does.",
  check: (resource) =>
    statementsOf(resource).flatMap(({ Principal }) =>
      expect(!/[*?]/.test(JSON.stringify(Principal) ?? ""), "principals by name", Principal),
    ),
});

const policiesAreOurOwn: ResourceRule = {
  name: "policies-are-our-own",
  description: "Policies that AWS or others manage are wider, and change without us.",
  check: ({ type, props }) => [
    ...expect(!/PolicyAttachment$|iam\/policy:Policy$/.test(type), "a role policy", type),
    ...expect(props.managedPolicyArns === undefined, "no managed policy", props.managedPolicyArns),
  ],
};

const invocationsAreNarrow = ruleFor(["aws:lambda/permission:Permission"], {
  name: "invocations-are-narrow",
  description: "A function is invoked by one source, which may do nothing else with it.",
  check: ({ props: { action, sourceArn } }) => [
    ...expect(action === "lambda:InvokeFunction", "lambda:InvokeFunction", action),
    ...expect(isNarrow(String(sourceArn)), "the ARN of one source", sourceArn),
  ],
});

export const accessRules: readonly ResourceRule[] = [
  actionsAreNamed,
  resourcesAreNamed,
  principalsAreNamed,
  policiesAreOurOwn,
  invocationsAreNarrow,
];
