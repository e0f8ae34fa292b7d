import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { isObject } from "../../simulator/json";

type Node = Record<string, unknown>;

/** A place where the simulator follows the live API instead of its OpenAPI files. */
export interface SpecException {
  /** JSON pointer into the file. */
  readonly at: string;
  readonly replace: (schema: Node) => Node;
  readonly reason: string;
}

const child = (node: unknown, key: string): unknown =>
  typeof node === "object" && node !== null ? (node as Node)[key] : undefined;

const keysOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/"));

/** Replaces the schema at the exception's pointer, which must exist. */
const apply = (document: Node, { at, replace }: SpecException): void => {
  const keys = keysOf(at);
  const key = keys.pop() ?? "";
  const parent = keys.reduce<unknown>(child, document);
  const schema = child(parent, key);
  if (!isObject(schema)) throw new Error(`Expected a schema at ${at}`);
  (parent as Node)[key] = replace(schema);
};

/** Translates OpenAPI 3.0's `nullable` to JSON Schema's type null. */
const withNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNulls);
  if (!isObject(value)) return value;
  const { nullable, example, examples, ...rest } = value;
  void example;
  void examples;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, child]) => [key, withNulls(child)]),
  );
  if (nullable !== true || typeof schema["type"] !== "string") return schema;
  return { ...schema, type: [schema["type"], "null"] };
};

const names = (document: Node, schema: unknown): string[] => {
  const reference = child(schema, "$ref");
  if (typeof reference === "string")
    return names(document, keysOf(reference.slice(1)).reduce<unknown>(child, document));
  const parts = child(schema, "allOf");
  const inherited = Array.isArray(parts) ? parts.flatMap((part) => names(document, part)) : [];
  return [...inherited, ...Object.keys((child(schema, "properties") as Node | undefined) ?? {})];
};

export interface OpenApi {
  /** The names of all properties of the schema at the pointer, inherited ones included. */
  readonly propertiesOf: (pointer: string) => readonly string[];
  /** Throws ajv's errors if the value does not match the schema at the pointer. */
  readonly check: (pointer: string, value: unknown) => void;
}

/** Loads an OpenAPI file into ajv, with the exceptions applied. */
export const openApi = (
  folder: string,
  file: string,
  exceptions: readonly SpecException[],
): OpenApi => {
  const document = parse(readFileSync(join(folder, file), "utf8")) as Node;
  for (const exception of exceptions) apply(document, exception);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addFormat("url", true);
  ajv.addSchema(withNulls(document) as Node, file);
  const validators = new Map<string, ValidateFunction>();
  return {
    propertiesOf: (pointer) => [...new Set(names(document, { $ref: `#${pointer}` }))],
    check(pointer, value) {
      const validate = validators.get(pointer) ?? ajv.compile({ $ref: `${file}#${pointer}` });
      validators.set(pointer, validate);
      if (validate(value)) return;
      const found = (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
      throw new Error(`Does not match ${file}#${pointer}: ${found.slice(0, 5).join("; ")}`);
    },
  };
};
