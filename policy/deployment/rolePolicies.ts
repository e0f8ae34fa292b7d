import type { Resource } from "../rule";
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

/** Resources of AWS; components and what other providers make ask AWS for nothing. */
const isOfAws = ({ type }: Resource): boolean => /^aws:[^:]+\/[^:]+:/.test(type);

const needsOf = (type: string): readonly Permission[] => {
  const found = permissions[type];
  if (!found)
    throw new Error(
      `Nobody said what deploying ${type} needs: add it to policy/deployment/permissions/`,
    );
  return found;
};

const arn = (pattern: string): string => (pattern === "*" ? "*" : `arn:aws:${pattern}`);

/** Each ARN once, and none that another one covers: orders-* covers orders-dead-letters-*. */
const widest = (arns: readonly string[]): readonly string[] => {
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
  return widest(
    arns.flatMap((pattern) =>
      pattern.includes("{name}")
        ? names.map((name) => arn(pattern.replace("{name}", name)))
        : [arn(pattern)],
    ),
  );
};

/** One statement for all actions that are allowed on the same resources. */
const merged = (statements: readonly Statement[]): readonly Statement[] => {
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

/** What the declared resources ask of whoever reads them, or makes them as well. */
const forDeclared = (
  declared: readonly Resource[],
  access: readonly Access[],
): readonly Statement[] => {
  const types = [...new Set(declared.filter(isOfAws).map(({ type }) => type))].sort();
  const statements = types.flatMap((type) =>
    needsOf(type).map((need) => ({
      Effect: "Allow" as const,
      Action: access.flatMap((kind) => need[kind] ?? []),
      Resource: resourcesOf(need, type, declared),
      ...(need.condition && { Condition: need.condition }),
    })),
  );
  return merged(statements.filter(({ Action }) => Action.length > 0));
};

/** Pulumi's state in a bucket, and the key that its secrets are encrypted with. */
const state = (...objectActions: readonly string[]): readonly Statement[] => [
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

/** `.ci/smoke` polls once after each deployment. */
const smoke: Statement = {
  Sid: "PollAfterDeployment",
  Effect: "Allow",
  Action: ["lambda:InvokeFunction"],
  Resource: ["arn:aws:lambda:REGION:ACCOUNT_ID:function:poll-orders-*"],
};

/** For the role that deploys. */
export const deployPolicy = (declared: readonly Resource[]): Policy => ({
  Version: "2012-10-17",
  Statement: [
    ...forDeclared(declared, ["read", "write"]),
    ...state("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
    smoke,
  ],
});

/** For the role that previews, and compares what is declared with what is there. */
export const readPolicy = (declared: readonly Resource[]): Policy => ({
  Version: "2012-10-17",
  Statement: [...forDeclared(declared, ["read"]), ...state("s3:GetObject")],
});
