import { type Fields, isFields } from "../fields";

/** One action on one resource; both may contain wildcards. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** Programs write policies as objects or as JSON. */
const parsedPolicy = (document: unknown): unknown =>
  typeof document === "string" ? (JSON.parse(document) as unknown) : document;

/** Unimplemented elements are errors: ignoring one could allow what AWS denies. */
export const rejectUnknownKeys = (where: string, given: Fields, known: readonly string[]): void => {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new Error(`${where}: the embedded cloud does not implement ${unknown} in policies`);
  }
};

/** One string or a list of strings, each matching the expected pattern. */
export const stringsIn = (where: string, value: unknown, expected: RegExp): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isExpected = (one: unknown): one is string => typeof one === "string" && expected.test(one);
  if (list.length > 0 && list.every(isExpected)) return list;
  const got = JSON.stringify(value);
  throw new Error(`${where}: expected ${String(expected)} in a policy, got ${got}`);
};

/** `service:Action`. */
export const actionPattern = /^([a-z0-9-]+:[A-Za-z0-9*?]+|\*)$/;

/** Six parts, without policy variables: their values would depend on the principal. */
export const resourcePattern = /^(arn:([^:$]*:){4}[^$]+|\*)$/;

/** The statements of a policy; only the version that AWS recommends and only the effect Allow. */
export const allowStatements = (where: string, document: unknown): readonly Fields[] => {
  const policy = parsedPolicy(document);
  if (!isFields(policy)) throw new Error(`${where}: expected a policy, got ${typeof policy}`);
  rejectUnknownKeys(where, policy, ["Version", "Id", "Statement"]);
  stringsIn(`${where}, Version`, policy.Version, /^2012-10-17$/);
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  if (!statements.every(isFields)) throw new Error(`${where}: expected a list of statements`);
  for (const { Effect } of statements) stringsIn(`${where}, Effect`, Effect, /^Allow$/);
  return statements;
};

/** What a role's policy allows. */
export const identityGrants = (where: string, document: unknown): readonly Grant[] =>
  allowStatements(where, document).flatMap((statement) => {
    rejectUnknownKeys(where, statement, ["Sid", "Effect", "Action", "Resource"]);
    const actions = stringsIn(`${where}, Action`, statement.Action, actionPattern);
    const resources = stringsIn(`${where}, Resource`, statement.Resource, resourcePattern);
    return actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  });
