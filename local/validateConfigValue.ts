/** A key's declaration in Pulumi.yaml; without a type, any value is valid. */
export interface ConfigDeclaration {
  readonly type?: string;
  readonly items?: ConfigDeclaration;
  readonly default?: unknown;
  readonly value?: unknown;
  readonly secret?: boolean;
}

const isInteger = (value: unknown): boolean =>
  typeof value === "string" ? /^[+-]?\d+$/.test(value) : Number.isInteger(value);

const isBoolean = (value: unknown): boolean =>
  ["true", "false", true, false].includes(value as never);

/** As `ValidateConfigValue` in Pulumi's sdk/go/common/workspace/project.go. */
const isOfType = (value: unknown, { type, items }: ConfigDeclaration): boolean => {
  switch (type) {
    case undefined:
      return true;
    case "string":
      return typeof value === "string";
    case "integer":
      return isInteger(value);
    case "boolean":
      return isBoolean(value);
    default:
      return Array.isArray(value) && !!items && value.every((item) => isOfType(item, items));
  }
};

const typeName = ({ type, items }: ConfigDeclaration): string =>
  items ? `array<${typeName(items)}>` : (type ?? "any");

/** Lists and maps keep their structure; Pulumi reads any other value as a string, YAML numbers too. */
const asPulumiReads = (value: unknown): unknown =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : value;

/** The reason why Pulumi rejects a value, or undefined if it is valid. */
export const validateConfigValue = (
  value: unknown,
  declaration: ConfigDeclaration,
): string | undefined =>
  isOfType(asPulumiReads(value), declaration)
    ? undefined
    : `must be of type '${typeName(declaration)}'`;
