import assert from "node:assert/strict";
import type { DeclaredStack } from "../../local/declareStack";
import { ofType, onEveryStack, only, parsedJson, types } from "../support/recordedStack";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const statementsOf = (policy: unknown): readonly Statement[] =>
  (parsedJson(policy) as { Statement: readonly Statement[] }).Statement;

const arnOf = (declared: DeclaredStack, type: string, name: string): string =>
  String(only(declared, type, name).state.arn);

const granted = (declared: DeclaredStack, name: string): string[] =>
  statementsOf(only(declared, types.rolePolicy, name).inputs.policy)
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((on) => `${action} ${on}`)),
    )
    .sort();

/** Every policy that is declared, whoever carries it. */
const allStatements = (declared: DeclaredStack): readonly Statement[] =>
  [types.rolePolicy, types.topicPolicy]
    .flatMap((type) => ofType(declared, type))
    .flatMap(({ inputs }) => statementsOf(inputs.policy))
    .concat(
      ofType(declared, types.role).flatMap(({ inputs }) => statementsOf(inputs.assumeRolePolicy)),
    );

const expectedGrants = (declared: DeclaredStack): Readonly<Record<string, readonly string[]>> => {
  const table = (name: string) => arnOf(declared, types.table, name);
  const orders = arnOf(declared, types.queue, "orders");
  const token = `ssm:GetParameter ${arnOf(declared, types.parameter, "access-token")}`;
  const common = (name: string) => [
    `dynamodb:PutItem ${table("jobs")}`,
    `sns:Publish ${arnOf(declared, types.topic, "application-errors")}`,
    `logs:CreateLogStream ${arnOf(declared, types.logGroup, name)}:*`,
    `logs:PutLogEvents ${arnOf(declared, types.logGroup, name)}:*`,
  ];
  return {
    "poll-orders": [
      ...common("poll-orders"),
      `dynamodb:GetItem ${table("jobs")}`,
      `sqs:SendMessage ${orders}`,
      token,
    ],
    "receive-webhook": [
      ...common("receive-webhook"),
      `dynamodb:PutItem ${table("webhooks")}`,
      `sqs:SendMessage ${orders}`,
      `ssm:GetParameter ${arnOf(declared, types.parameter, "webhook-secrets")}`,
    ],
    "process-orders": [
      ...common("process-orders"),
      `dynamodb:BatchGetItem ${table("orders")}`,
      `dynamodb:UpdateItem ${table("orders")}`,
      `sqs:ReceiveMessage ${orders}`,
      `sqs:DeleteMessage ${orders}`,
      `sqs:GetQueueAttributes ${orders}`,
      `sqs:ChangeMessageVisibility ${orders}`,
      `sqs:SendMessage ${arnOf(declared, types.queue, "orders-dead-letters")}`,
      token,
    ],
  };
};

describe("policies", () => {
  onEveryStack((recorded) => {
    it("grant each function just its actions on just its resources", () => {
      const expected = expectedGrants(recorded());
      assert.equal(ofType(recorded(), types.rolePolicy).length, Object.keys(expected).length);
      for (const [name, grants] of Object.entries(expected)) {
        assert.deepEqual(granted(recorded(), name), [...grants].sort());
      }
    });

    it("have no wildcard as action, as resource or as principal", () => {
      const statements = allStatements(recorded());
      assert.ok(statements.length > 0);
      for (const { Action, Resource, Principal } of statements) {
        for (const action of list(Action)) assert.doesNotMatch(action, /\*/);
        for (const resource of list(Resource)) assert.match(resource, /^arn:aws:[a-z]+:/);
        assert.doesNotMatch(JSON.stringify(Principal ?? ""), /\*/);
      }
    });

    it("attach no policy that AWS manages, for those are wider", () => {
      const attached = recorded().resources.filter(({ type }) =>
        /PolicyAttachment|iam\/policy:/.test(type),
      );
      assert.deepEqual(attached, []);
      for (const { inputs } of ofType(recorded(), types.role)) {
        assert.equal(inputs.managedPolicyArns, undefined);
      }
    });

    it("let event sources invoke their function and do nothing else with it", () => {
      const permissions = ofType(recorded(), types.permission);
      assert.deepEqual(permissions.map(({ inputs }) => inputs.principal).sort(), [
        "apigateway.amazonaws.com",
        "events.amazonaws.com",
        "sqs.amazonaws.com",
      ]);
      for (const { inputs } of permissions) {
        assert.equal(inputs.action, "lambda:InvokeFunction");
        assert.match(String(inputs.sourceArn), /^arn:aws:/);
      }
    });

    it("let only alarms of the own account publish to a topic from outside", () => {
      for (const topic of ofType(recorded(), types.topic)) {
        const { arn, policy } = only(recorded(), types.topicPolicy, topic.name).inputs;
        assert.equal(arn, topic.state.arn);
        assert.deepEqual(statementsOf(policy), [
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.state.arn,
            Condition: {
              StringEquals: { "aws:SourceAccount": "000000000000" },
              ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:*" },
            },
          },
        ]);
      }
    });
  });
});
