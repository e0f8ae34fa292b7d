import { readFile } from "node:fs/promises";
import * as pulumi from "@pulumi/pulumi";
import { type Fields, isFields } from "./fields";
import { signatureKey } from "./provider/propertyValues";

export const isWrappedSecret = (value: unknown): value is { readonly value: unknown } =>
  isFields(value) && signatureKey in value && "value" in value;

const readAsset = async (name: string, asset: unknown): Promise<string> => {
  if (asset instanceof pulumi.asset.StringAsset) return asset.text;
  if (asset instanceof pulumi.asset.FileAsset) return readFile(await asset.path, "utf8");
  throw new Error(`The uploaded file ${name} is neither a string asset nor a file asset`);
};

const readArchive = async (archive: unknown): Promise<Record<string, string>> => {
  if (!(archive instanceof pulumi.asset.AssetArchive)) {
    throw new Error("The embedded cloud supports only archives of single files");
  }
  const files = Object.entries(await archive.assets);
  const contents = await Promise.all(
    files.map(async ([name, asset]) => [name, await readAsset(name, asset)] as const),
  );
  return Object.fromEntries(contents);
};

const idOf = (resource: pulumi.CustomResource): Promise<string> =>
  new Promise((resolve) => resource.id.apply(resolve));

/** Unwraps secrets; resources become their ids, archives their contents by file name. */
export const plainValue = async (value: unknown): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map(plainValue));
  if (!isFields(value)) return value;
  if (isWrappedSecret(value)) return plainValue(value.value);
  if (pulumi.CustomResource.isInstance(value)) return idOf(value);
  if (pulumi.asset.Asset.isInstance(value)) return readAsset("", value);
  if (pulumi.asset.Archive.isInstance(value)) return readArchive(value);
  return plainInputs(value);
};

export const plainInputs = async (inputs: Fields): Promise<Record<string, unknown>> => {
  const entries = Object.entries(inputs).map(
    async ([key, value]) => [key, await plainValue(value)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};

export const secretInputsOf = (inputs: Fields): string[] =>
  Object.entries(inputs)
    .filter(([, value]) => isWrappedSecret(value))
    .map(([key]) => key);
