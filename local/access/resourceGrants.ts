import { type Fields, isFields } from "../fields";
import {
  actionPattern,
  allowStatements,
  type Grant,
  rejectUnknownKeys,
  resourcePattern,
  stringsIn,
} from "./policyDocument";

/** What a resource-based policy allows an AWS service. */
export interface ServiceGrant extends Grant {
  readonly principal: string;
  /** Only on behalf of a resource whose ARN matches. */
  readonly sourceArn?: string;
  /** Only on behalf of this account. */
  readonly sourceAccount?: string;
}

const servicePattern = /^[a-z0-9.-]+\.amazonaws\.com$/;

const servicesIn = (where: string, principal: unknown): readonly string[] => {
  if (!isFields(principal)) throw new Error(`${where}: expected a service as principal`);
  rejectUnknownKeys(where, principal, ["Service"]);
  return stringsIn(`${where}, Principal`, principal.Service, servicePattern);
};

/** The single value of the one condition key that is implemented for the operator. */
const conditionValue = (where: string, condition: Fields, operator: string, key: string) => {
  const operands = condition[operator];
  if (operands === undefined) return undefined;
  if (!isFields(operands)) throw new Error(`${where}: expected keys and values in ${operator}`);
  rejectUnknownKeys(where, operands, [key]);
  const [value, ...others] = stringsIn(`${where}, ${operator}`, operands[key], /^[^$]+$/);
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

/** The grants of a resource-based policy; a trust policy names no resource, so pass the role's ARN. */
export const resourceGrants = (
  where: string,
  document: unknown,
  resourceArn?: string,
): readonly ServiceGrant[] =>
  allowStatements(where, document).flatMap((statement) => {
    const elements = ["Sid", "Effect", "Principal", "Action", "Condition"];
    const allowed = resourceArn === undefined ? [...elements, "Resource"] : elements;
    rejectUnknownKeys(where, statement, allowed);
    const actions = stringsIn(`${where}, Action`, statement.Action, actionPattern);
    const named = resourceArn ?? statement.Resource;
    const resources = stringsIn(`${where}, Resource`, named, resourcePattern);
    const conditions = conditionsOf(where, statement);
    return servicesIn(where, statement.Principal).flatMap((principal) =>
      actions.flatMap((action) =>
        resources.map((resource) => ({ principal, action, resource, ...conditions })),
      ),
    );
  });
