/** A declared resource, in the form that Pulumi's policy packs and the tests share. */
export interface Resource {
  /** Pulumi type token, such as aws:sqs/queue:Queue. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** URNs of the resources from which the program computes a property, by property; known in every preview. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** Stands for a value that a preview cannot know, since AWS determines the value at creation. */
export class UnknownValue {
  constructor(readonly reason: unknown) {}
}

export const isUnknown = (value: unknown): value is UnknownValue => value instanceof UnknownValue;

/** A violated claim, or a claim that cannot be judged before an unknown value is known. */
export type Finding =
  | { readonly kind: "violation"; readonly message: string }
  | { readonly kind: "undecided"; readonly unknown: UnknownValue };

export type StackFinding = Finding & { readonly urn: string };

interface RuleInfo {
  /** The claim that holds, such as `queues-are-encrypted`. */
  readonly name: string;
  /** The reason for the rule. */
  readonly description: string;
}

/** A rule about single resources. */
export interface ResourceRule extends RuleInfo {
  readonly check: (resource: Resource) => readonly Finding[];
}

/** A rule about the resources of a stack together. */
export interface StackRule extends RuleInfo {
  readonly checkAll: (resources: readonly Resource[]) => readonly StackFinding[];
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

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !isUnknown(value);

export const violation = (message: string): Finding => ({ kind: "violation", message });

/** The first unknown value in a value of any depth. */
const unknownIn = (value: unknown): UnknownValue | undefined => {
  if (isUnknown(value)) return value;
  return isFields(value) ? Object.values(value).map(unknownIn).find(isUnknown) : undefined;
};

/**
 * A finding with the expected and the actual value, unless the condition holds. An actual value that is
 * unknown, even in part, is no violation: the claim is judged once the value is known.
 */
export const expect = (holds: boolean, expected: string, got: unknown): readonly Finding[] => {
  if (holds) return [];
  const unknown = unknownIn(got);
  if (unknown) return [{ kind: "undecided", unknown }];
  return [violation(`expected ${expected}, got ${JSON.stringify(got) ?? "nothing"}`)];
};

/** A finding where the value is unknown. */
export const undecidedBy = (value: unknown): readonly Finding[] =>
  isUnknown(value) ? [{ kind: "undecided", unknown: value }] : [];

export const findingsAt = (
  { urn }: Resource,
  findings: readonly Finding[],
): readonly StackFinding[] => findings.map((finding) => ({ ...finding, urn }));

export const fieldOf = (value: unknown, key: string): unknown => {
  if (isUnknown(value)) return value;
  return isFields(value) ? value[key] : undefined;
};

/** A property of a resource, by a dotted path; unknown where a part of the path is. */
export const propertyAt = ({ props }: Resource, path: string): unknown =>
  path.split(".").reduce<unknown>(fieldOf, props);

export const isWholeNumber = (value: unknown): value is number => Number.isInteger(value);

/** Environment variables of a function; empty for other resources. */
export const environmentOf = (resource: Resource): Fields | UnknownValue => {
  const variables = propertyAt(resource, "environment.variables");
  return isFields(variables) || isUnknown(variables) ? variables : {};
};

/** AWS resources; component types have two colons and no slash, such as aws:cloudwatch:EventRuleEventSubscription. */
export const isAwsResource = ({ type }: Pick<Resource, "type">): boolean =>
  /^aws:[^:]+\/[^:]+:/.test(type);

/** Programs pass a document either as an object or as JSON. */
export const parseJson = (value: unknown): unknown =>
  typeof value === "string" ? (JSON.parse(value) as unknown) : value;

/**
 * Whether an event source mapping reads a stream; the rules about queues do not apply to streams. Lambda
 * requires a starting position for streams and refuses one for queues; a first preview knows the position,
 * but not the ARN.
 */
export const readsStream = ({ props: { startingPosition } }: Resource): boolean =>
  Boolean(startingPosition);
