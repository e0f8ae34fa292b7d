import path from "node:path";
import { readStackFile, readYaml, type StackFile } from "../../local/stackFile";

export interface Declaration {
  readonly type: string;
  readonly description: string;
  readonly items?: { readonly type: string };
  readonly default?: unknown;
  readonly secret?: boolean;
}

const root = path.join(__dirname, "..", "..");

interface ProjectFile {
  readonly name: string;
  readonly config: Readonly<Record<string, Declaration>>;
  readonly template?: { readonly config: Readonly<Record<string, Partial<Declaration>>> };
}

/** Pulumi.yaml, as shipped or as `pulumi new` wrote the file under another name. */
export const projectFile = readYaml(path.join(root, "Pulumi.yaml")) as unknown as ProjectFile;

export const projectName = projectFile.name;

/** Whether `pulumi new` made this project: the CLI then drops the template and notes where the template came from. */
export const isGenerated = "pulumi:tags" in projectFile.config;

export const fullKey = (key: string): string => (key.includes(":") ? key : `${projectName}:${key}`);

/** The reverse of `fullKey`: stack files may hold the keys of the project in either form. */
const shortKey = (key: string): string =>
  key.startsWith(`${projectName}:`) ? key.slice(projectName.length + 1) : key;

export const byFullKey = (
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [fullKey(key), value]));

/** The settings that Pulumi.yaml declares, by key. */
export const declaredSettings = (): Readonly<Record<string, Declaration>> =>
  Object.fromEntries(Object.entries(projectFile.config).filter(([key]) => !key.includes(":")));

/** By short key, whichever form the file has. */
export const stackFile = (stack: string): StackFile => {
  const { values, encryptedKeys } = readStackFile(path.join(root, `Pulumi.${stack}.yaml`));
  const entries = Object.entries(values).map(([key, value]) => [shortKey(key), value]);
  return {
    values: Object.fromEntries(entries) as StackFile["values"],
    encryptedKeys: encryptedKeys.map(shortKey),
  };
};

/**
 * The values of `dev` as shipped, for tests that depend on them: an owner may have set others, or unset the
 * keys.
 */
export const devValues = {
  pollIntervalMinutes: "15",
  protectData: "false",
  logRetentionDays: "7",
};

/** The keys that shipped stack files set. Every other key is its owner's. */
export const shippedKeys = Object.keys(devValues);

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** A setting of a stack file, or the setting's default, as text: `pulumi config set` turns numbers and booleans into text. */
export const settingOf = (stack: string, key: string): string =>
  asText(stackFile(stack).values[key] ?? declaredSettings()[key]?.default);

/** What a stack file sets without its owner's settings, by short key, as text. */
export const shippedSettings = (stack: string): Readonly<Record<string, string>> => {
  const shipped = ["aws:region", ...shippedKeys];
  const found = Object.entries(stackFile(stack).values).filter(([key]) => shipped.includes(key));
  return Object.fromEntries(found.map(([key, value]) => [key, asText(value)]));
};

/** A stack file as written by hand, with numbers and booleans. */
export const stackFileText = (settings: Readonly<Record<string, string>>): string =>
  ["config:", ...Object.entries(settings).map(([key, value]) => `  ${key}: ${value}`), ""].join(
    "\n",
  );

/**
 * All other settings, explicitly at their defaults: owners add settings to the stack files, and the
 * tests must pass regardless.
 */
export const defaultSettings = (): Readonly<Record<string, string>> => {
  const given = Object.entries(declaredSettings()).filter(
    ([key, declaration]) => "default" in declaration && !shippedKeys.includes(key),
  );
  return {
    "aws:region": "us-east-1",
    ...Object.fromEntries(given.map(([key, declaration]) => [key, asText(declaration.default)])),
  };
};
