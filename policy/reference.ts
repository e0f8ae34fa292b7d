import { isUnknown, type Resource, type UnknownValue } from "./rule";

/** How a resource names a resource of another type. */
interface Naming {
  /** The property that holds the name. */
  readonly property: string;
  /** The name, such as an ARN, which may be a part of the property. */
  readonly value: unknown;
  readonly type: string;
  /** The properties of the named resource that can serve as its name. */
  readonly ids: readonly string[];
}

/** Unknown where a preview knows neither the name nor the one resource that the name comes from. */
export type Reference = Resource | UnknownValue | undefined;

const dependenciesOf = ({ propertyDependencies }: Resource, property: string): readonly string[] =>
  propertyDependencies?.[property] ?? [];

/** The resource from which alone the program computes a property, where the resource is of the type. */
export const soleDependency = (
  resources: readonly Resource[],
  from: Resource,
  { property, type }: Pick<Naming, "property" | "type">,
): Resource | undefined => {
  const [urn, ...others] = dependenciesOf(from, property);
  return others.length === 0
    ? resources.find((each) => each.urn === urn && each.type === type)
    : undefined;
};

/** An unknown value that depends on no resource is not the program's: AWS fills in what is not declared. */
const byDependency = (
  resources: readonly Resource[],
  from: Resource,
  { property, type, value }: Naming & { readonly value: UnknownValue },
): Reference =>
  dependenciesOf(from, property).length === 0
    ? undefined
    : (soleDependency(resources, from, { property, type }) ?? value);

const byValue = (resources: readonly Resource[], { type, value, ids }: Naming): Reference => {
  if (value === undefined) return undefined;
  const candidates = resources.filter((each) => each.type === type);
  const namesOf = ({ props }: Resource): readonly unknown[] => ids.map((id) => props[id]);
  return (
    candidates.find((each) => namesOf(each).includes(value)) ??
    candidates.flatMap(namesOf).find(isUnknown)
  );
};

/** The resource of the stack that another resource names. */
export const referenceFrom = (
  resources: readonly Resource[],
  from: Resource,
  naming: Naming,
): Reference => {
  const { value } = naming;
  return isUnknown(value)
    ? byDependency(resources, from, { ...naming, value })
    : byValue(resources, naming);
};
