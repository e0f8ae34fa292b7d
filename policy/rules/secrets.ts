import {
  environmentOf,
  type Finding,
  findingsAt,
  isFields,
  isUnknown,
  type Resource,
  type StackRule,
  undecidedBy,
  violation,
} from "../rule";

const isNonEmptyString = (value: unknown): value is string =>
  typeof value === "string" && value !== "";

/** Undefined for a text that is no JSON, as most secrets and variables are. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const leavesOf = (value: unknown): readonly unknown[] =>
  isFields(value) ? Object.values(value).flatMap(leavesOf) : [value];

/** A text and, where the text is JSON, the texts in it: a parameter holds one secret, or several as JSON. */
const textsIn = (value: unknown): readonly string[] =>
  isNonEmptyString(value) ? [value, ...leavesOf(jsonIn(value))].filter(isNonEmptyString) : [];

const variablesOf = (resource: Resource): readonly (readonly [string, unknown])[] => {
  const environment = environmentOf(resource);
  return isUnknown(environment) ? [["environment", environment]] : Object.entries(environment);
};

/**
 * Whole texts are compared. A part proves nothing: a secret can be a word that a resource is named after, and
 * then a queue's URL contains the secret by chance.
 */
const variableFindings = (
  name: string,
  value: unknown,
  secrets: readonly string[],
): readonly Finding[] => {
  if (!textsIn(value).some((text) => secrets.includes(text))) return undecidedBy(value);
  const message = `expected the name of a parameter in ${name}, got its secret`;
  return [violation(message)];
};

const environmentsHoldNoSecret: StackRule = {
  name: "environments-hold-no-secret",
  description: "Functions get the names of parameters, and read the secrets from SSM.",
  checkAll: (resources) => {
    const parameters = resources.filter(({ type }) => type === "aws:ssm/parameter:Parameter");
    const secrets = parameters.flatMap(({ props }) => textsIn(props.value));
    const findingsOf = (resource: Resource) =>
      variablesOf(resource).flatMap(([name, value]) => variableFindings(name, value, secrets));
    return [
      ...parameters.flatMap((each) => findingsAt(each, undecidedBy(each.props.value))),
      ...resources.flatMap((each) => findingsAt(each, findingsOf(each))),
    ];
  },
};

export const secretStackRules: readonly StackRule[] = [environmentsHoldNoSecret];
