import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

export interface Declaration {
  readonly type: string;
  readonly description: string;
  readonly items?: { readonly type: string };
  readonly default?: unknown;
  readonly secret?: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const root = path.join(__dirname, "..", "..");
const read = (file: string) => parse(readFileSync(path.join(root, file), "utf8")) as Values;

/** The settings that Pulumi.yaml declares, by key. */
export const declaredSettings = () =>
  read("Pulumi.yaml").config as Readonly<Record<string, Declaration>>;

/** The values of a stack file, by full key. */
export const stackFile = (stack: string): Values => read(`Pulumi.${stack}.yaml`).config as Values;

/** The keys that shipped stack files set. Every other key is its owner's. */
export const shippedKeys = ["pollIntervalMinutes", "protectData", "logRetentionDays"];

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

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
