import { at, type Resource, type StackRule } from "../rule";

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** A parameter holds one text, or several in a JSON object. */
const secretsIn = (value: unknown): readonly string[] => {
  if (!isText(value)) return [];
  if (!value.startsWith("{")) return [value];
  return Object.values(JSON.parse(value) as Readonly<Record<string, unknown>>).filter(isText);
};

const variablesOf = (resource: Resource): readonly (readonly [name: string, value: unknown])[] => {
  const variables = at(resource, "environment.variables");
  return typeof variables === "object" && variables ? Object.entries(variables) : [];
};

const environmentsHoldNoSecret: StackRule = {
  name: "environments-hold-no-secret",
  description: "Secrets travel by the names of their parameters.",
  checkAll: (resources) => {
    const parameters = resources.filter(({ type }) => type === "aws:ssm/parameter:Parameter");
    const secrets = parameters.flatMap(({ props }) => secretsIn(props.value));
    return resources.flatMap((resource) =>
      variablesOf(resource)
        .filter(([, value]) => secrets.some((secret) => String(value).includes(secret)))
        .map(([name]) => ({
          urn: resource.urn,
          message: `expected the name of a parameter in ${name}, got its secret`,
        })),
    );
  },
};

export const secretStackRules: readonly StackRule[] = [environmentsHoldNoSecret];
