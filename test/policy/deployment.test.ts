import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
import { recordedStack, seenByPolicies, stacks } from "../support/recordedStack";
import { defaultSettings } from "../support/stackFiles";

const root = path.join(__dirname, "..", "..");
const textOf = (file: string): string => readFileSync(path.join(root, "docs", file), "utf8");
const policyOf = (file: string) => JSON.parse(textOf(file)) as Policy;
const actionsIn = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action);

const region = defaultSettings()["aws:region"] ?? "";

/** A policy's ARN for one stack of the embedded cloud. */
const asIn = (stack: string, arn: string): string =>
  arn.replace("STACK", stack).replace("ACCOUNT_ID", accountId).replace("REGION", region);

/** Tables are encrypted with a key that AWS keeps, which the program does not declare. */
const isForKeys = (action: string): boolean => action.startsWith("kms:");

/** What AWS lets nobody narrow further. */
const unnarrowed = ["lambda:CreateEventSourceMapping", "ssm:DescribeParameters"];

describe("the policies of the roles that deploy and read", () => {
  let declared: readonly (readonly Resource[])[];
  let statements: readonly Statement[];
  before(async function () {
    this.timeout(180_000);
    const recorded = await Promise.all(stacks.map((stack) => recordedStack(stack)));
    declared = recorded.map(seenByPolicies);
    statements = policyOf("deploy-policy.json").Statement;
  });

  it("follow from what every stack declares (npm run deploy-policy writes them anew)", () => {
    for (const resources of declared) {
      assert.deepEqual(policyOf("deploy-policy.json"), deployPolicy(resources));
      assert.deepEqual(policyOf("read-policy.json"), readPolicy(resources));
    }
  });

  it("know what each declared type needs, and of no other type", () => {
    const types = declared.flat().map(({ type }) => type);
    const ofAws = types.filter((type) => /^aws:[^:]+\/[^:]+:/.test(type));
    assert.deepEqual([...new Set(ofAws)].sort(), Object.keys(permissions).sort());
  });

  it("allow no action but those that a declared type, the state or the first poll needs", () => {
    const needed = Object.values(permissions).flatMap((each) =>
      each.flatMap(({ read = [], write = [] }) => [...read, ...write]),
    );
    const ofState = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"];
    const all = new Set([...needed, ...ofState, "kms:Decrypt", "lambda:InvokeFunction"]);
    assert.deepEqual(
      [...new Set(actionsIn(policyOf("deploy-policy.json")))].sort(),
      [...all].sort(),
    );
    for (const action of all) assert.match(action, /^[a-z0-9]+:[A-Za-z]+$/);
  });

  it("refuse to leave out a type that nobody said anything about", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", name: "files", urn: "urn:files", props: {} };
    assert.throws(() => deployPolicy([bucket]), /Nobody said what deploying aws:s3\/bucket:Bucket/);
    const component = { ...bucket, type: "order-replication:infra:WorkQueue" };
    assert.equal(deployPolicy([component]).Statement.length, 4);
  });

  it("name their resources by account, region and the beginning of a declared name", () => {
    const names = new Set(declared.flat().map(({ name }) => name));
    for (const { Action, Resource } of statements) {
      if (Resource.includes("*")) {
        assert.deepEqual(Resource, ["*"]);
        assert.ok(
          Action.every((action) => unnarrowed.includes(action)),
          Action.join(),
        );
        continue;
      }
      for (const arn of Resource) {
        assert.match(arn, /^arn:aws:(s3:::|[a-z]+:(REGION)?:(ACCOUNT_ID)?:)/);
        const [, name] = /([\w-]+)-\*$/.exec(arn) ?? [];
        const isOfAll =
          /:\/(restapis|tags)\/|event-source-mapping:|(log-group|alarm):\*|key\/\*|STA(TE_|CK-)/.test(
            arn,
          );
        assert.ok(isOfAll || arn.endsWith("/restapis") || names.has(name ?? ""), arn);
      }
    }
  });

  it("allow each action on what it is needed for, by the names that all got, ours and Pulumi's", () => {
    const isAllowed = (action: string, arn: string, stack: string) =>
      statements
        .filter(({ Action }) => Action.includes(action))
        .flatMap(({ Resource }) => Resource.map((pattern) => asIn(stack, pattern)))
        .some((pattern) => matchesArn(pattern, arn));
    for (const [index, stack] of stacks.entries()) {
      const named = (declared[index] ?? []).filter(({ type }) => !type.includes("apigateway"));
      const refused = named.flatMap(({ type, props }) => {
        const arn = String(props.arn ?? props.dashboardArn);
        return (permissions[type] ?? [])
          .filter(({ namesOf }) => namesOf === undefined)
          .flatMap(({ read = [], write = [] }) => [...read, ...write])
          .filter((action) => !isForKeys(action) && !isAllowed(action, arn, stack))
          .map((action) => `${action} on ${arn}`);
      });
      assert.deepEqual(refused, []);
    }
  });

  it("pass roles to Lambda alone, touch REST APIs and mappings of this project alone, and look up one key", () => {
    const conditionOf = (action: string, part: string) =>
      statements
        .filter(({ Action, Resource }) => Action.includes(action) && Resource.join().includes(part))
        .map(({ Condition }) => JSON.stringify(Condition));
    assert.deepEqual(conditionOf("iam:PassRole", "role/"), [
      '{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}',
    ]);
    assert.deepEqual(conditionOf("apigateway:DELETE", "/restapis/*"), [
      '{"StringEquals":{"aws:ResourceTag/project":"order-replication"}}',
    ]);
    assert.deepEqual(conditionOf("kms:DescribeKey", "key/*"), [
      '{"StringEquals":{"kms:RequestAlias":"alias/aws/dynamodb"}}',
    ]);
    assert.deepEqual(conditionOf("lambda:CreateEventSourceMapping", "*"), [
      '{"ArnLike":{"lambda:FunctionArn":"arn:aws:lambda:REGION:ACCOUNT_ID:function:*"}}',
    ]);
  });

  it("let the role that deploys invoke pollOrders, which .ci/smoke does, and no other function", () => {
    const invoking = (file: string) =>
      policyOf(file).Statement.filter(({ Action }) => Action.includes("lambda:InvokeFunction"));
    assert.deepEqual(
      invoking("deploy-policy.json").map(({ Resource }) => Resource),
      [["arn:aws:lambda:REGION:ACCOUNT_ID:function:poll-orders-*"]],
    );
    assert.deepEqual(invoking("read-policy.json"), []);
  });

  it("write nothing as the role that reads, and read no order as either", () => {
    const writes =
      /^\w+:(Create|Put|Set|Update|Delete|Add|Remove|Tag|Untag|Pass|Invoke|Subscribe|POST|PATCH|DELETE|PUT)/;
    for (const action of actionsIn(policyOf("read-policy.json")))
      assert.doesNotMatch(action, writes);
    const data =
      /^(dynamodb:(\w*Item|Query|Scan|GetRecords)|sqs:ReceiveMessage|logs:(Get|Filter)\w+)$/;
    for (const action of actionsIn(policyOf("deploy-policy.json")))
      assert.doesNotMatch(action, data);
  });

  it("fit into a role, which takes 10,240 characters of policy", () => {
    for (const file of ["deploy-policy.json", "read-policy.json"]) {
      const { length } = JSON.stringify(policyOf(file));
      assert.ok(length <= 10_240, `${file} has ${length} characters`);
    }
  });

  it("are filled in, by the command of deploy-policy.md, until nothing is left open", () => {
    const command = /^for name in .*; done$/m.exec(textOf("deploy-policy.md"))?.[0] ?? "";
    const folder = mkdtempSync(path.join(tmpdir(), "policies-"));
    try {
      const values = {
        stack: "prod",
        region: "eu-west-1",
        bucket: "my-state",
        account: "111122223333",
        repository: "me/orders",
        key: "1234abcd-12ab-34cd-56ef-1234567890ab",
      };
      const env = { ...process.env, ...values };
      execFileSync("bash", ["-c", command.replaceAll("/tmp/", `${folder}/`)], { cwd: root, env });
      const filled = ["deploy-policy", "deploy-trust-policy", "read-policy", "read-trust-policy"];
      for (const name of filled) {
        const text = readFileSync(path.join(folder, `${name}.json`), "utf8");
        assert.doesNotMatch(text, /REGION|ACCOUNT_ID|STATE_|STACK|OWNER|REPOSITORY/);
        assert.equal((JSON.parse(text) as Policy).Version, "2012-10-17");
      }
      const trust = readFileSync(path.join(folder, "deploy-trust-policy.json"), "utf8");
      assert.match(trust, /"repo:me\/orders:environment:prod"/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
