import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { matchesArn } from "../../local/access/wildcards";
import { accountId } from "../../local/mockOutputs";
import { permissions } from "../../policy/deployment/permissions";
import {
  deployPolicy,
  type Policy,
  readPolicy,
  type Statement,
} from "../../policy/deployment/rolePolicies";
import type { Resource } from "../../policy/rule";
import { policyResources, recordedStack, stacks } from "../support/recordedStack";
import { defaultSettings, projectName } from "../support/stackFiles";

const root = path.join(__dirname, "..", "..");
const policyOf = (file: string) =>
  JSON.parse(readFileSync(path.join(root, "docs", file), "utf8")) as Policy;
const actionsIn = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action);

const region = defaultSettings()["aws:region"] ?? "";

/** Fills in the placeholders of an ARN for one stack of the embedded cloud. */
const asIn = (stack: string, arn: string): string =>
  arn
    .replace("PROJECT", projectName)
    .replace("STACK", stack)
    .replace("ACCOUNT_ID", accountId)
    .replace("REGION", region);

/** Tables are encrypted with an AWS managed key, which the program does not declare. */
const isKeyAction = (action: string): boolean => action.startsWith("kms:");

/** Actions that support no resource but `*`. */
const unscopableActions = ["lambda:CreateEventSourceMapping", "ssm:DescribeParameters"];

describe("the policies of the roles that deploy and read", () => {
  let declared: readonly (readonly Resource[])[];
  let statements: readonly Statement[];
  before(async function () {
    this.timeout(180_000);
    const recorded = await Promise.all(stacks.map((stack) => recordedStack(stack)));
    declared = recorded.map(policyResources);
    statements = policyOf("deploy-policy.json").Statement;
  });

  it("match what every stack declares (npm run deploy-policy regenerates them)", () => {
    for (const resources of declared) {
      assert.deepEqual(policyOf("deploy-policy.json"), deployPolicy(resources));
      assert.deepEqual(policyOf("read-policy.json"), readPolicy(resources));
    }
  });

  it("list permissions for exactly the declared types", () => {
    const types = declared.flat().map(({ type }) => type);
    const awsTypes = types.filter((type) => /^aws:[^:]+\/[^:]+:/.test(type));
    assert.deepEqual([...new Set(awsTypes)].sort(), Object.keys(permissions).sort());
  });

  it("allow only actions that a declared type, the state or the smoke test needs", () => {
    const listed = Object.values(permissions).flatMap((each) =>
      each.flatMap(({ read = [], write = [] }) => [...read, ...write]),
    );
    const stateActions = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"];
    const all = new Set([...listed, ...stateActions, "kms:Decrypt", "lambda:InvokeFunction"]);
    assert.deepEqual(
      [...new Set(actionsIn(policyOf("deploy-policy.json")))].sort(),
      [...all].sort(),
    );
    for (const action of all) assert.match(action, /^[a-z0-9]+:[A-Za-z]+$/);
  });

  it("cannot be generated for a type without listed permissions", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", name: "files", urn: "urn:files", props: {} };
    assert.throws(() => deployPolicy([bucket]), /Expected permissions for aws:s3\/bucket:Bucket/);
    const component = { ...bucket, type: "order-replication:infra:WorkQueue" };
    assert.equal(deployPolicy([component]).Statement.length, 4);
  });

  it("limit resources to an account, a region and the prefix of a declared name", () => {
    const names = new Set(declared.flat().map(({ name }) => name));
    for (const { Action, Resource } of statements) {
      if (Resource.includes("*")) {
        assert.deepEqual(Resource, ["*"]);
        assert.ok(
          Action.every((action) => unscopableActions.includes(action)),
          Action.join(),
        );
        continue;
      }
      for (const arn of Resource) {
        assert.match(arn, /^arn:aws:(s3:::|[a-z]+:(REGION)?:(ACCOUNT_ID)?:)/);
        const [, name] = /([\w-]+)-\*$/.exec(arn) ?? [];
        const isOfAll =
          /:\/(restapis|tags)\/|event-source-mapping:|(log-group|alarm):\*|key\/\*|aws-service-role\/|STA(TE_|CK-)/.test(
            arn,
          );
        assert.ok(isOfAll || arn.endsWith("/restapis") || names.has(name ?? ""), arn);
      }
    }
  });

  it("allow each action on each declared resource, by its physical name", () => {
    const isAllowed = (action: string, arn: string, stack: string) =>
      statements
        .filter(({ Action }) => Action.includes(action))
        .flatMap(({ Resource }) => Resource.map((pattern) => asIn(stack, pattern)))
        .some((pattern) => matchesArn(pattern, arn));
    for (const [index, stack] of stacks.entries()) {
      const withArn = (declared[index] ?? []).filter(({ type }) => !type.includes("apigateway"));
      const refused = withArn.flatMap(({ type, props }) => {
        const arn = String(props.arn ?? props.dashboardArn);
        return (permissions[type] ?? [])
          .filter(({ namesOf }) => namesOf === undefined)
          .flatMap(({ read = [], write = [] }) => [...read, ...write])
          .filter((action) => !isKeyAction(action) && !isAllowed(action, arn, stack))
          .map((action) => `${action} on ${arn}`);
      });
      assert.deepEqual(refused, []);
    }
  });

  it("are limited by conditions: roles to Lambda, REST APIs and mappings to this project, one key", () => {
    const conditionOf = (action: string, part: string) =>
      statements
        .filter(({ Action, Resource }) => Action.includes(action) && Resource.join().includes(part))
        .map(({ Condition }) => JSON.stringify(Condition));
    assert.deepEqual(conditionOf("iam:PassRole", "role/"), [
      '{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}',
    ]);
    assert.deepEqual(conditionOf("apigateway:DELETE", "/restapis/*"), [
      '{"StringEquals":{"aws:ResourceTag/project":"PROJECT"}}',
    ]);
    assert.deepEqual(conditionOf("iam:CreateServiceLinkedRole", "/AWSServiceRoleForAPIGateway"), [
      '{"StringEquals":{"iam:AWSServiceName":"ops.apigateway.amazonaws.com"}}',
    ]);
    assert.deepEqual(conditionOf("kms:DescribeKey", "key/*"), [
      '{"StringEquals":{"kms:RequestAlias":"alias/aws/dynamodb"}}',
    ]);
    assert.deepEqual(conditionOf("lambda:CreateEventSourceMapping", "*"), [
      '{"ArnLike":{"lambda:FunctionArn":"arn:aws:lambda:REGION:ACCOUNT_ID:function:*"}}',
    ]);
  });

  it("let the deploy role create the role that API Gateway needs in a new account, and no other of a service", () => {
    const created = (file: string) =>
      policyOf(file).Statement.filter(({ Action }) =>
        Action.includes("iam:CreateServiceLinkedRole"),
      );
    assert.deepEqual(
      created("deploy-policy.json").map(({ Action, Resource }) => ({ Action, Resource })),
      [
        {
          Action: ["iam:CreateServiceLinkedRole"],
          Resource: [
            "arn:aws:iam::ACCOUNT_ID:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
          ],
        },
      ],
    );
    assert.deepEqual(created("read-policy.json"), []);
  });

  it("let the deploy role invoke pollOrders, for .ci/smoke, and no other function", () => {
    const invokeStatements = (file: string) =>
      policyOf(file).Statement.filter(({ Action }) => Action.includes("lambda:InvokeFunction"));
    assert.deepEqual(
      invokeStatements("deploy-policy.json").map(({ Resource }) => Resource),
      [["arn:aws:lambda:REGION:ACCOUNT_ID:function:poll-orders-*"]],
    );
    assert.deepEqual(invokeStatements("read-policy.json"), []);
  });

  it("give the read role no write, and neither role access to orders", () => {
    const writes =
      /^\w+:(Create|Put|Set|Update|Delete|Add|Remove|Tag|Untag|Pass|Invoke|Subscribe|POST|PATCH|DELETE|PUT)/;
    for (const action of actionsIn(policyOf("read-policy.json")))
      assert.doesNotMatch(action, writes);
    const data =
      /^(dynamodb:(\w*Item|Query|Scan|GetRecords)|sqs:ReceiveMessage|logs:(Get|Filter)\w+)$/;
    for (const action of actionsIn(policyOf("deploy-policy.json")))
      assert.doesNotMatch(action, data);
  });

  it("stay within IAM's 10,240 characters of inline policy per role", () => {
    for (const file of ["deploy-policy.json", "read-policy.json"]) {
      const { length } = JSON.stringify(policyOf(file));
      assert.ok(length <= 10_240, `${file} has ${length} characters`);
    }
  });
});
