/** A declared resource, as Pulumi's policy packs and the tests alike see it. */
export interface Resource {
  /** Such as aws:sqs/queue:Queue. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
}

interface Named {
  /** What holds, as a name: `queues-are-encrypted`. */
  readonly name: string;
  /** Why it has to hold. */
  readonly description: string;
}

/** What one resource must be like, whatever the others are. */
export interface ResourceRule extends Named {
  /** What is wrong: what was expected and what came. */
  readonly check: (resource: Resource) => readonly string[];
}

export interface Violation {
  readonly urn: string;
  readonly message: string;
}

/** What must hold between the resources of a stack. */
export interface StackRule extends Named {
  readonly checkAll: (resources: readonly Resource[]) => readonly Violation[];
}

/** A rule for the resources of these types alone. */
export const ruleFor = (
  types: readonly string[],
  { name, description, check }: ResourceRule,
): ResourceRule => ({
  name,
  description,
  check: (resource) => (types.includes(resource.type) ? check(resource) : []),
});

/** Nothing where it is so, else what was expected and what came. */
export const expect = (isSo: boolean, expected: string, got: unknown): readonly string[] =>
  isSo ? [] : [`expected ${expected}, got ${JSON.stringify(got) ?? "nothing"}`];

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** A value in a resource's properties, by its path with dots. */
export const at = ({ props }: Resource, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), props);

export const isWholeNumber = (value: unknown): value is number => Number.isInteger(value);

/** What programs write as an object or as JSON. */
export const parsedJson = (value: unknown): unknown =>
  typeof value === "string" ? (JSON.parse(value) as unknown) : value;

/** Whether an event source mapping reads a stream, to which the limits of queues do not apply. */
export const readsStream = ({ props: { eventSourceArn } }: Resource): boolean =>
  /^arn:[^:]*:dynamodb:/.test(String(eventSourceArn));
