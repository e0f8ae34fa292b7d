import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type ConfigDeclaration, validateConfigValue } from "./validateConfigValue";

export interface StackConfig {
  readonly project: string;
  /** By full key, as Pulumi hands them to a program: structured values as JSON. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

interface StackConfigOptions {
  readonly stack: string;
  readonly directory: string;
  readonly config?: Readonly<Record<string, string>>;
}

type Yaml = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Yaml =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readYaml = (file: string): Yaml => {
  const content: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
  return isMap(content) ? content : {};
};

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const configOf = (file: Yaml): Yaml => (isMap(file.config) ? file.config : {});

/** A plain value in the place of a declaration is a default. */
const asDeclaration = (declared: unknown): ConfigDeclaration =>
  isMap(declared) ? declared : { default: declared };

/** A declared key's default or fixed value; undefined where the stack must give one. */
const declaredValue = (declaration: ConfigDeclaration): unknown =>
  declaration.default ?? declaration.value;

/** Encrypted values can only be read with the stack's passphrase or key; a local run has neither. */
const isEncrypted = (value: unknown): boolean => isMap(value) && "secure" in value;

const missingKeys = (
  stack: string,
  keys: readonly string[],
  secrets: readonly string[],
  project: string,
): Error => {
  const short = (key: string): string => key.replace(`${project}:`, "");
  const how = keys.map(
    (key) => `  pulumi config set ${secrets.includes(key) ? "--secret " : ""}${short(key)} <value>`,
  );
  const names = keys.map((key) => `'${short(key)}'`).join(", ");
  const values = keys.length === 1 ? "value" : "values";
  return new Error(
    [`Stack '${stack}' is missing configuration ${values} ${names}. Set it with:`, ...how].join(
      "\n",
    ),
  );
};

/** What Pulumi checks before it runs a program: `validateStackConfigValue` in its config.go. */
const validateConfig = (
  stack: string,
  declared: readonly (readonly [string, ConfigDeclaration])[],
  { stated, given }: { readonly stated: Yaml; readonly given: Yaml },
): void => {
  for (const [key, declaration] of declared) {
    const refuse = (why: string): never => {
      const short = key.slice(key.indexOf(":") + 1);
      throw new Error(`Stack '${stack}' with configuration key '${short}' ${why}`);
    };
    const isPlain = key in stated || declaration.default !== undefined;
    if (declaration.secret && isPlain) refuse("must be encrypted as it's secret");
    for (const value of [declaredValue(declaration), stated[key], given[key]]) {
      const why = value === undefined ? undefined : validateConfigValue(value, declaration);
      if (why) refuse(why);
    }
  }
};

/**
 * Reads Pulumi.yaml and Pulumi.<stack>.yaml, applies the declared defaults and refuses values of
 * another type, as the engine does.
 */
export const stackConfig = ({ stack, directory, config = {} }: StackConfigOptions): StackConfig => {
  const projectFile = readYaml(path.join(directory, "Pulumi.yaml"));
  const stackFile = readYaml(path.join(directory, `Pulumi.${stack}.yaml`));
  const project = asText(projectFile.name);
  const byFullKey = (values: Yaml): Yaml =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined && value !== null && !isEncrypted(value))
        .map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
    );
  const declared = Object.entries(byFullKey(configOf(projectFile))).map(
    ([key, value]) => [key, asDeclaration(value)] as const,
  );
  const [stated, given] = [byFullKey(configOf(stackFile)), byFullKey(config)];
  const defaults = declared.map(([key, value]) => [key, declaredValue(value)] as const);
  const merged = { ...byFullKey(Object.fromEntries(defaults)), ...stated, ...given };
  const values = Object.fromEntries(
    Object.entries(merged).map(([key, value]) => [key, asText(value)]),
  );
  const secretKeys = declared.filter(([, { secret }]) => secret).map(([key]) => key);
  const absent = declared.map(([key]) => key).filter((key) => values[key] === undefined);
  if (absent.length > 0) throw missingKeys(stack, absent, secretKeys, project);
  validateConfig(stack, declared, { stated, given });
  return { project, values, secretKeys };
};
