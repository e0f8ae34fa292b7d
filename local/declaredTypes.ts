/** What Pulumi.yaml says of a key; without a type, any value will do. */
export interface Declaration {
  readonly type?: string;
  readonly items?: Declaration;
  readonly default?: unknown;
  readonly value?: unknown;
  readonly secret?: boolean;
}

const isWhole = (value: unknown): boolean =>
  typeof value === "string" ? /^[+-]?\d+$/.test(value) : Number.isInteger(value);

const isFlag = (value: unknown): boolean => ["true", "false", true, false].includes(value as never);

/** As `ValidateConfigValue` in Pulumi's sdk/go/common/workspace/project.go judges it. */
const isOfType = (value: unknown, { type, items }: Declaration): boolean => {
  switch (type) {
    case undefined:
      return true;
    case "string":
      return typeof value === "string";
    case "integer":
      return isWhole(value);
    case "boolean":
      return isFlag(value);
    default:
      return Array.isArray(value) && !!items && value.every((item) => isOfType(item, items));
  }
};

const nameOf = ({ type, items }: Declaration): string =>
  items ? `array<${nameOf(items)}>` : (type ?? "any");

/** Lists and maps keep their structure; all else is text to Pulumi, also what YAML has a number for. */
const asPulumiReads = (value: unknown): unknown =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : value;

/** Why Pulumi refuses a value, if it does. */
export const problemOf = (value: unknown, declaration: Declaration): string | undefined =>
  isOfType(asPulumiReads(value), declaration)
    ? undefined
    : `must be of type '${nameOf(declaration)}'`;
