import {
  actionPattern,
  type Fields,
  type Grant,
  isFields,
  rejectUnknownKeys,
  resourcePattern,
  allowStatements,
  stringsIn,
} from "./policyDocument";

/** What a resource lets a service of AWS do to it, on behalf of whom. */
export interface ServiceGrant extends Grant {
  readonly principal: string;
  /** Only for what the service does for a resource whose ARN fits. */
  readonly sourceArn?: string;
  /** Only for what the service does for this account. */
  readonly sourceAccount?: string;
}

const servicePattern = /^[a-z0-9.-]+\.amazonaws\.com$/;

const servicesIn = (where: string, principal: unknown): readonly string[] => {
  if (!isFields(principal)) throw new Error(`${where}: expected a service as principal`);
  rejectUnknownKeys(where, principal, ["Service"]);
  return stringsIn(`${where}, Principal`, principal.Service, servicePattern);
};

/** The one value that a condition asks for, of the one key that its operator is implemented for. */
const conditionValue = (where: string, condition: Fields, operator: string, key: string) => {
  const asked = condition[operator];
  if (asked === undefined) return undefined;
  if (!isFields(asked)) throw new Error(`${where}: expected keys and values in ${operator}`);
  rejectUnknownKeys(where, asked, [key]);
  const [value, ...others] = stringsIn(`${where}, ${operator}`, asked[key], /^[^$]+$/);
  if (others.length === 0) return value;
  throw new Error(`${where}: the embedded cloud does not implement several values in ${operator}`);
};

const conditionsOf = (where: string, statement: Fields) => {
  const condition = statement.Condition ?? {};
  if (!isFields(condition)) throw new Error(`${where}: expected operators in Condition`);
  rejectUnknownKeys(where, condition, ["ArnLike", "StringEquals"]);
  return {
    sourceArn: conditionValue(where, condition, "ArnLike", "aws:SourceArn"),
    sourceAccount: conditionValue(where, condition, "StringEquals", "aws:SourceAccount"),
  };
};

/** What a resource's own policy allows; a role's trust policy names no resource, for it is the role. */
export const resourceGrants = (
  where: string,
  document: unknown,
  own?: string,
): readonly ServiceGrant[] =>
  allowStatements(where, document).flatMap((statement) => {
    const elements = ["Sid", "Effect", "Principal", "Action", "Condition"];
    rejectUnknownKeys(where, statement, own === undefined ? [...elements, "Resource"] : elements);
    const actions = stringsIn(`${where}, Action`, statement.Action, actionPattern);
    const named = own ?? statement.Resource;
    const resources = stringsIn(`${where}, Resource`, named, resourcePattern);
    const conditions = conditionsOf(where, statement);
    return servicesIn(where, statement.Principal).flatMap((principal) =>
      actions.flatMap((action) =>
        resources.map((resource) => ({ principal, action, resource, ...conditions })),
      ),
    );
  });
