import { readFileSync } from "node:fs";
import { type Fields, isFields } from "../fields";

/**
 * How Pulumi encodes on the wire what JSON lacks: a signature names the kind of a special object, and a
 * fixed text stands for a value that is not known before the update
 * (github.com/pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go).
 */
export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isSecret = (value: unknown): value is { readonly value: unknown } =>
  isFields(value) && value[signatureKey] === secretSignature;

const isArchive = (value: unknown): value is { readonly assets: Fields } =>
  isFields(value) && value[signatureKey] === archiveSignature && isFields(value["assets"]);

/** Whether a value or a part of it is not known before the update. */
export const hasUnknown = (value: unknown): boolean => {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isFields(value) && Object.values(value).some(hasUnknown);
};

/** Secrets unwrapped at every depth; archives stay as they are. */
export const unwrapSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unwrapSecrets);
  if (isSecret(value)) return unwrapSecrets(value.value);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unwrapSecrets(each)]));
};

const assetText = (name: string, asset: unknown): string => {
  const { text, path } = isFields(asset) ? asset : {};
  if (typeof text === "string" && text !== "") return text;
  if (typeof path === "string" && path !== "") return readFileSync(path, "utf8");
  throw new Error(`The uploaded file ${name} has neither text nor a path`);
};

const plainValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainValue);
  if (isSecret(value)) return plainValue(value.value);
  if (isArchive(value))
    return Object.fromEntries(
      Object.entries(value.assets).map(([name, asset]) => [name, assetText(name, asset)]),
    );
  return isFields(value) ? plainFields(value) : value;
};

/** As the embedded cloud takes inputs: secrets unwrapped, archives as file contents by file name. */
export const plainFields = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plainValue(value)]));

/** The keys whose values are secret at the top. */
export const secretKeys = (fields: Fields): string[] =>
  Object.entries(fields)
    .filter(([, value]) => isSecret(value))
    .map(([key]) => key);
