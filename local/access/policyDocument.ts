/** One action on one resource, each perhaps with wildcards. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Programs write policies as objects or as JSON. */
const parsed = (document: unknown): unknown =>
  typeof document === "string" ? (JSON.parse(document) as unknown) : document;

/** What the evaluator does not implement it must not ignore: it would say yes where AWS says no. */
export const rejectUnknownKeys = (where: string, given: Fields, known: readonly string[]): void => {
  const other = Object.keys(given).find((key) => !known.includes(key));
  if (other !== undefined) {
    throw new Error(`${where}: the embedded cloud does not implement ${other} in policies`);
  }
};

/** One text or several, each as expected. */
export const stringsIn = (where: string, value: unknown, expected: RegExp): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isExpected = (one: unknown): one is string => typeof one === "string" && expected.test(one);
  if (list.length > 0 && list.every(isExpected)) return list;
  const got = JSON.stringify(value);
  throw new Error(`${where}: expected ${String(expected)} in a policy, got ${got}`);
};

/** `service:Action`. */
export const actionPattern = /^([a-z0-9-]+:[A-Za-z0-9*?]+|\*)$/;

/** Six parts, and no policy variable, of which the values would depend on who asks. */
export const resourcePattern = /^(arn:([^:$]*:){4}[^$]+|\*)$/;

/** The statements of a policy, in the one version that AWS recommends. All of them allow. */
export const allowStatements = (where: string, document: unknown): readonly Fields[] => {
  const policy = parsed(document);
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
