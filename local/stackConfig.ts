import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

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

/** A declared key's default or fixed value; undefined where the stack must give one. */
const declaredValue = (declaration: unknown): unknown =>
  isMap(declaration) ? (declaration.default ?? declaration.value) : declaration;

const isSecret = (declaration: unknown): boolean =>
  isMap(declaration) && declaration.secret === true;

/** Encrypted values can only be read with the stack's passphrase or key; a local run has neither. */
const isEncrypted = (value: unknown): boolean => isMap(value) && "secure" in value;

const missing = (
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

/** Reads Pulumi.yaml and Pulumi.<stack>.yaml and applies the declared defaults, as the engine does. */
export const stackConfig = ({ stack, directory, config = {} }: StackConfigOptions): StackConfig => {
  const projectFile = readYaml(path.join(directory, "Pulumi.yaml"));
  const stackFile = readYaml(path.join(directory, `Pulumi.${stack}.yaml`));
  const project = asText(projectFile.name);
  const full = (key: string): string => (key.includes(":") ? key : `${project}:${key}`);
  const declared = Object.entries(configOf(projectFile)).map(
    ([key, value]) => [full(key), value] as const,
  );
  const given = Object.entries(configOf(stackFile)).filter(([, value]) => !isEncrypted(value));
  const entries = [
    ...declared.map(([key, value]) => [key, declaredValue(value)] as const),
    ...[...given, ...Object.entries(config)].map(([key, value]) => [full(key), value] as const),
  ].filter(([, value]) => value !== undefined && value !== null);
  const values = Object.fromEntries(entries.map(([key, value]) => [key, asText(value)]));
  const secretKeys = declared.filter(([, value]) => isSecret(value)).map(([key]) => key);
  const absent = declared.map(([key]) => key).filter((key) => values[key] === undefined);
  if (absent.length > 0) throw missing(stack, absent, secretKeys, project);
  return { project, values, secretKeys };
};
