import { isAwsResource, type Resource } from "../rule";
import type { Permission } from "./permission";
import { permissions } from "./permissions";

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Permission["condition"];
}

export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const permissionsFor = (type: string): readonly Permission[] => {
  const found = permissions[type];
  if (!found)
    throw new Error(
      `Expected permissions for ${type} in policy/deployment/permissions/, got none: add them there`,
    );
  return found;
};

const arn = (pattern: string): string => (pattern === "*" ? "*" : `arn:aws:${pattern}`);

/** Removes duplicates and ARNs that another ARN covers: orders-* covers orders-dead-letters-*. */
const broadest = (arns: readonly string[]): readonly string[] => {
  const covers = (wide: string, narrow: string) =>
    wide !== narrow && wide.endsWith("*") && narrow.startsWith(wide.slice(0, -1));
  return [...new Set(arns)].filter((one) => !arns.some((other) => covers(other, one))).sort();
};

const resourcesOf = (
  { arns, namesOf }: Permission,
  type: string,
  declared: readonly Resource[],
) => {
  const names = declared.filter((one) => one.type === (namesOf ?? type)).map(({ name }) => name);
  return broadest(
    arns.flatMap((pattern) =>
      pattern.includes("{name}")
        ? names.map((name) => arn(pattern.replace("{name}", name)))
        : [arn(pattern)],
    ),
  );
};

/** Merges statements with the same resources and condition. */
const mergeStatements = (statements: readonly Statement[]): readonly Statement[] => {
  const byResource = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Resource, statement.Condition]);
    const known = byResource.get(key)?.Action ?? [];
    const Action = [...new Set([...known, ...statement.Action])].sort();
    byResource.set(key, { ...statement, Action });
  }
  return [...byResource.values()];
};

type Access = "read" | "write";

/** Only AWS resources need IAM permissions; components and other providers' resources do not. */
const statementsFor = (
  declared: readonly Resource[],
  access: readonly Access[],
): readonly Statement[] => {
  const types = [...new Set(declared.filter(isAwsResource).map(({ type }) => type))].sort();
  const statements = types.flatMap((type) =>
    permissionsFor(type).map((permission) => ({
      Effect: "Allow" as const,
      Action: access.flatMap((kind) => permission[kind] ?? []),
      Resource: resourcesOf(permission, type, declared),
      ...(permission.condition && { Condition: permission.condition }),
    })),
  );
  return mergeStatements(statements.filter(({ Action }) => Action.length > 0));
};

/** For Pulumi's state in a bucket, and for the key that encrypts the secrets in the state. */
const stateStatements = (...objectActions: readonly string[]): readonly Statement[] => [
  {
    Sid: "StateIsFound",
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: ["arn:aws:s3:::STATE_BUCKET"],
  },
  {
    Sid: "State",
    Effect: "Allow",
    Action: objectActions,
    Resource: ["arn:aws:s3:::STATE_BUCKET/.pulumi/*"],
  },
  {
    Sid: "SecretsOfTheState",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: ["arn:aws:kms:REGION:ACCOUNT_ID:key/STATE_KEY_ID"],
  },
];

/** For `.ci/smoke`, which polls once after each deployment. */
const smokeTest: Statement = {
  Sid: "PollAfterDeployment",
  Effect: "Allow",
  Action: ["lambda:InvokeFunction"],
  Resource: ["arn:aws:lambda:REGION:ACCOUNT_ID:function:poll-orders-*"],
};

/** For the role that deploys. */
export const deployPolicy = (declared: readonly Resource[]): Policy => ({
  Version: "2012-10-17",
  Statement: [
    ...statementsFor(declared, ["read", "write"]),
    ...stateStatements("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
    smokeTest,
  ],
});

/** For the role that previews and detects drift. */
export const readPolicy = (declared: readonly Resource[]): Policy => ({
  Version: "2012-10-17",
  Statement: [...statementsFor(declared, ["read"]), ...stateStatements("s3:GetObject")],
});
