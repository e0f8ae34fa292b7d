import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { EmbeddedCloud } from "../../local/embeddedCloud";
import { awsCliMajor } from "../support/awsCli";
import {
  aCloud,
  aFunction,
  aPermission,
  aPolicy,
  aQueue,
  declared,
  stateOf,
  stopClouds,
} from "./declared";

const run = promisify(execFile);

/** What the AWS CLI prints, with the cloud as its endpoint. */
const aws = async (cloud: EmbeddedCloud, ...args: readonly string[]): Promise<unknown> => {
  const { stdout } = await run(
    "aws",
    [...args, "--endpoint-url", cloud.endpoint, "--region", cloud.region, "--output", "json"],
    {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: "LOCAL",
        AWS_SECRET_ACCESS_KEY: "LOCAL",
        AWS_PAGER: "",
      },
    },
  );
  return JSON.parse(stdout);
};

describe("the embedded cloud, asked by the AWS CLI for what is declared", function () {
  this.timeout(60_000);
  if (awsCliMajor() === undefined) {
    it.skip("is not tested: no AWS CLI is on the PATH");
    return;
  }
  afterEach(stopClouds);
  const tags = { project: "shop", stack: "dev" };

  it("returns the ARNs of resources whose tags match all filters", async () => {
    const own = aQueue("orders", { tags });
    const others = aQueue("others", { tags: { ...tags, stack: "prod" } });
    const cloud = await aCloud([own, others, aQueue("untagged")]);
    const filters = ["--tag-filters", "Key=project,Values=shop", "Key=stack,Values=dev"];
    const answer = await aws(cloud, "resourcegroupstaggingapi", "get-resources", ...filters);
    const found = (answer as { ResourceTagMappingList: { ResourceARN: string }[] })
      .ResourceTagMappingList;
    assert.deepEqual(
      found.map(({ ResourceARN }) => ResourceARN),
      [stateOf(own, "arn")],
    );
  });

  it("shows a function's role and policy, and no policy of a function without one", async () => {
    const worker = aFunction("worker", "return 1;");
    const permission = aPermission(worker, "events", { sourceArn: "arn:aws:events:rule/r" });
    const cloud = await aCloud([worker, permission]);
    const name = ["--function-name", stateOf(worker, "name")];
    const { Role } = (await aws(cloud, "lambda", "get-function-configuration", ...name)) as {
      Role: string;
    };
    assert.equal(Role, worker.inputs["role"]);
    const { Policy } = (await aws(cloud, "lambda", "get-policy", ...name)) as { Policy: string };
    const { Statement } = JSON.parse(Policy) as { Statement: { Sid: string }[] };
    assert.ok(Statement.some(({ Sid }) => Sid === stateOf(permission, "statementId")));
    await assert.rejects(
      aws(cloud, "lambda", "get-policy", "--function-name", "none"),
      /ResourceNotFoundException/,
    );
  });

  it("lists the targets of a rule", async () => {
    const worker = aFunction("worker", "return 1;");
    const rule = declared("aws:cloudwatch/eventRule:EventRule", "poll", {
      scheduleExpression: "rate(15 minutes)",
    });
    const ruleName = stateOf(rule, "name");
    const target = declared("aws:cloudwatch/eventTarget:EventTarget", "poll", {
      rule: ruleName,
      arn: stateOf(worker, "arn"),
      targetId: "poll",
    });
    const cloud = await aCloud([worker, rule, target]);
    assert.deepEqual(await aws(cloud, "events", "list-targets-by-rule", "--rule", ruleName), {
      Targets: [{ Id: "poll", Arn: stateOf(worker, "arn") }],
    });
  });

  it("lists the policies of a role, and dashboards by prefix", async () => {
    const trust = aPolicy({
      Action: "sts:AssumeRole",
      Principal: { Service: "lambda.amazonaws.com" },
    });
    const role = declared("aws:iam/role:Role", "worker", { assumeRolePolicy: trust });
    const roleName = stateOf(role, "name");
    const policy = declared("aws:iam/rolePolicy:RolePolicy", "worker", {
      role: roleName,
      policy: aPolicy({ Action: "sqs:SendMessage", Resource: "*" }),
    });
    const dashboard = declared("aws:cloudwatch/dashboard:Dashboard", "watch", {
      dashboardName: "shop-dev-orders",
    });
    const cloud = await aCloud([role, policy, dashboard]);
    assert.deepEqual(await aws(cloud, "iam", "list-role-policies", "--role-name", roleName), {
      PolicyNames: [stateOf(policy, "name")],
    });
    const dashboards = async (prefix: string): Promise<unknown> =>
      (
        (await aws(cloud, "cloudwatch", "list-dashboards", "--dashboard-name-prefix", prefix)) as {
          DashboardEntries: unknown;
        }
      ).DashboardEntries;
    assert.deepEqual(await dashboards("shop-dev"), [{ DashboardName: "shop-dev-orders" }]);
    assert.deepEqual(await dashboards("other"), []);
  });
});
