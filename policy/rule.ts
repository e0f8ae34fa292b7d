/** A declared resource, in the form that Pulumi's policy packs and the tests share. */
export interface Resource {
  /** Pulumi type token, such as aws:sqs/queue:Queue. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
}

interface RuleInfo {
  /** The claim that holds, such as `queues-are-encrypted`. */
  readonly name: string;
  /** The reason for the rule. */
  readonly description: string;
}

/** A rule about single resources. */
export interface ResourceRule extends RuleInfo {
  /** Returns a message for each violation: expected and actual value. */
  readonly check: (resource: Resource) => readonly string[];
}

export interface Violation {
  readonly urn: string;
  readonly message: string;
}

/** A rule about the resources of a stack together. */
export interface StackRule extends RuleInfo {
  readonly checkAll: (resources: readonly Resource[]) => readonly Violation[];
}

/** Limits a rule to resources of the given types. */
export const ruleFor = (
  types: readonly string[],
  { name, description, check }: ResourceRule,
): ResourceRule => ({
  name,
  description,
  check: (resource) => (types.includes(resource.type) ? check(resource) : []),
});

/** A message with the expected and the actual value, unless the condition holds. */
export const expect = (holds: boolean, expected: string, got: unknown): readonly string[] =>
  holds ? [] : [`expected ${expected}, got ${JSON.stringify(got) ?? "nothing"}`];

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** A property of a resource, by a dotted path. */
export const propertyAt = ({ props }: Resource, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), props);

export const isWholeNumber = (value: unknown): value is number => Number.isInteger(value);

/** Environment variables of a function; empty for other resources. */
export const environmentOf = (resource: Resource): Fields => {
  const variables = propertyAt(resource, "environment.variables");
  return isFields(variables) ? variables : {};
};

/** AWS resources; component types have two colons and no slash, such as aws:cloudwatch:EventRuleEventSubscription. */
export const isAwsResource = ({ type }: Pick<Resource, "type">): boolean =>
  /^aws:[^:]+\/[^:]+:/.test(type);

/** Programs pass a document either as an object or as JSON. */
export const parseJson = (value: unknown): unknown =>
  typeof value === "string" ? (JSON.parse(value) as unknown) : value;

/** Whether an event source mapping reads a stream; the rules about queues do not apply to streams. */
export const readsStream = ({ props: { eventSourceArn } }: Resource): boolean =>
  /^arn:[^:]*:dynamodb:/.test(String(eventSourceArn));
