import path from "node:path";
import { type Fields, isFields } from "./fields";
import { readStackFile, readYaml } from "./stackFile";
import { type ConfigDeclaration, validateConfigValue } from "./validateConfigValue";

export interface StackConfig {
  readonly project: string;
  /** By full key, as Pulumi passes them to a program: structured values as JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose values Pulumi would encrypt: declared secret, encrypted in the stack file, or given and in no file. */
  readonly secretKeys: readonly string[];
}

interface StackConfigOptions {
  readonly stack: string;
  readonly directory: string;
  readonly config?: Readonly<Record<string, string>>;
}

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const configOf = (file: Fields): Fields => (isFields(file.config) ? file.config : {});

/** A plain value in place of a declaration is a default. */
const asDeclaration = (declared: unknown): ConfigDeclaration =>
  isFields(declared) ? declared : { default: declared };

/** The default or fixed value of a key; undefined if the stack must set it. */
const declaredValue = (declaration: ConfigDeclaration): unknown =>
  declaration.default ?? declaration.value;

const missingKeys = (
  stack: string,
  keys: readonly string[],
  secrets: readonly string[],
  project: string,
): Error => {
  const short = (key: string): string => key.replace(`${project}:`, "");
  const commands = keys.map(
    (key) => `  pulumi config set ${secrets.includes(key) ? "--secret " : ""}${short(key)} <value>`,
  );
  const names = keys.map((key) => `'${short(key)}'`).join(", ");
  const values = keys.length === 1 ? "value" : "values";
  return new Error(
    [
      `Stack '${stack}' is missing configuration ${values} ${names}. Set it with:`,
      ...commands,
    ].join("\n"),
  );
};

/** As Pulumi before it runs a program: `validateStackConfigValue` in its config.go. */
const validateConfig = (
  stack: string,
  declared: readonly (readonly [string, ConfigDeclaration])[],
  { inFile, given }: { readonly inFile: Fields; readonly given: Fields },
): void => {
  for (const [key, declaration] of declared) {
    const reject = (reason: string): never => {
      const short = key.slice(key.indexOf(":") + 1);
      throw new Error(`Stack '${stack}' with configuration key '${short}' ${reason}`);
    };
    const isPlain = key in inFile || declaration.default !== undefined;
    if (declaration.secret && isPlain) reject("must be encrypted as it's secret");
    for (const value of [declaredValue(declaration), inFile[key], given[key]]) {
      const reason = value === undefined ? undefined : validateConfigValue(value, declaration);
      if (reason) reject(reason);
    }
  }
};

/**
 * Reads Pulumi.yaml and Pulumi.<stack>.yaml, applies the declared defaults and rejects values of
 * another type, as Pulumi's engine does. An encrypted value counts as absent.
 */
export const stackConfig = ({ stack, directory, config = {} }: StackConfigOptions): StackConfig => {
  const projectFile = readYaml(path.join(directory, "Pulumi.yaml"));
  const stackFile = readStackFile(path.join(directory, `Pulumi.${stack}.yaml`));
  const project = asText(projectFile.name);
  const fullKey = (key: string): string => (key.includes(":") ? key : `${project}:${key}`);
  const byFullKey = (values: Fields): Fields =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([key, value]) => [fullKey(key), value]),
    );
  const declared = Object.entries(byFullKey(configOf(projectFile))).map(
    ([key, value]) => [key, asDeclaration(value)] as const,
  );
  const [inFile, given] = [byFullKey(stackFile.values), byFullKey(config)];
  const defaults = declared.map(([key, value]) => [key, declaredValue(value)] as const);
  const merged = { ...byFullKey(Object.fromEntries(defaults)), ...inFile, ...given };
  const values = Object.fromEntries(
    Object.entries(merged).map(([key, value]) => [key, asText(value)]),
  );
  const declaredSecret = declared.filter(([, { secret }]) => secret).map(([key]) => key);
  const absent = declared.map(([key]) => key).filter((key) => values[key] === undefined);
  if (absent.length > 0) throw missingKeys(stack, absent, declaredSecret, project);
  validateConfig(stack, declared, { inFile, given });
  const givenOfProject = Object.keys(given).filter((key) => key.startsWith(`${project}:`));
  const encrypted = stackFile.encryptedKeys.map(fullKey);
  const secretKeys = [...new Set([...declaredSecret, ...encrypted, ...givenOfProject])];
  return { project, values, secretKeys };
};
