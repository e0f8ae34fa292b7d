import { existsSync, readFileSync } from "node:fs";
import { parse, type ParseOptions, type SchemaOptions } from "yaml";
import { type Fields, isFields } from "./fields";

export interface StackFile {
  /** By key as written. A scalar is text, as the CLI writes it and passes it to a program; lists and maps keep their structure. */
  readonly values: Fields;
  /** Keys of encrypted values: decryption needs the stack's passphrase or key, and a local run has neither. */
  readonly encryptedKeys: readonly string[];
}

/** The content of a YAML file; nothing if the file is absent. */
export const readYaml = (file: string, options: ParseOptions & SchemaOptions = {}): Fields => {
  const content: unknown = existsSync(file) ? parse(readFileSync(file, "utf8"), options) : {};
  return isFields(content) ? content : {};
};

/** As `isSecureValue` in Pulumi's sdk/go/common/resource/config; a list or map may hold one. */
const isEncrypted = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false;
  const isSecure = isFields(value) && typeof value.secure === "string";
  return (isSecure && Object.keys(value).length === 1) || Object.values(value).some(isEncrypted);
};

/** As Go prints a time, which YAML reads from an unquoted date. */
const asGoTime = (date: Date): string =>
  date
    .toISOString()
    .replace("T", " ")
    .replace(
      /(\.\d*?)0*Z$/,
      (_, fraction: string) => `${fraction === "." ? "" : fraction} +0000 UTC`,
    );

const withoutBigInts = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? Number(each) : each)),
  );

/** The value as Pulumi reads it: no value is an empty string, and any other scalar is text. */
const asCliReads = (value: unknown): unknown => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return asGoTime(value);
  if (typeof value === "object") return withoutBigInts(value);
  return typeof value === "string" ? value : (value as number | bigint | boolean).toString();
};

/** Reads Pulumi.<stack>.yaml, as written by hand or by `pulumi config set`. */
export const readStackFile = (file: string): StackFile => {
  // As Go's YAML: integers of any length, and times.
  const { config } = readYaml(file, { intAsBigInt: true, customTags: ["timestamp"] });
  const entries = Object.entries(isFields(config) ? config : {});
  const plain = entries.filter(([, value]) => !isEncrypted(value));
  return {
    values: Object.fromEntries(plain.map(([key, value]) => [key, asCliReads(value)])),
    encryptedKeys: entries.filter(([, value]) => isEncrypted(value)).map(([key]) => key),
  };
};
