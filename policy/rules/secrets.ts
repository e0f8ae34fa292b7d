import { environmentOf, type StackRule } from "../rule";

const isNonEmptyString = (value: unknown): value is string =>
  typeof value === "string" && value !== "";

/** A parameter holds one secret, or several in a JSON object. */
const secretsIn = (value: unknown): readonly string[] => {
  if (!isNonEmptyString(value)) return [];
  if (!value.startsWith("{")) return [value];
  return Object.values(JSON.parse(value) as Readonly<Record<string, unknown>>).filter(
    isNonEmptyString,
  );
};

const environmentsHoldNoSecret: StackRule = {
  name: "environments-hold-no-secret",
  description: "Functions get the names of parameters, and read the secrets from SSM.",
  checkAll: (resources) => {
    const parameters = resources.filter(({ type }) => type === "aws:ssm/parameter:Parameter");
    const secrets = parameters.flatMap(({ props }) => secretsIn(props.value));
    return resources.flatMap((resource) =>
      Object.entries(environmentOf(resource))
        .filter(([, value]) => secrets.some((secret) => String(value).includes(secret)))
        .map(([name]) => ({
          urn: resource.urn,
          message: `expected the name of a parameter in ${name}, got its secret`,
        })),
    );
  },
};

export const secretStackRules: readonly StackRule[] = [environmentsHoldNoSecret];
