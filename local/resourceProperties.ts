import type { DeclaredResource } from "./declareStack";

type Fields = Readonly<Record<string, unknown>>;

const valueAt = (resource: DeclaredResource, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Fields)[key] : undefined,
      resource.state,
    );

const wrongType = (resource: DeclaredResource, path: string, expected: string): Error =>
  new Error(`${resource.type} "${resource.name}": ${path} should be ${expected}`);

/** Reads what a resource was declared with, or what the cloud answered; paths go with dots. */
export const stringAt = (resource: DeclaredResource, path: string): string => {
  const value = valueAt(resource, path);
  if (typeof value !== "string") throw wrongType(resource, path, "a text");
  return value;
};

export const optionalStringAt = (resource: DeclaredResource, path: string): string | undefined => {
  const value = valueAt(resource, path);
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const numberAt = (resource: DeclaredResource, path: string, usual: number): number => {
  const value = valueAt(resource, path) ?? usual;
  if (typeof value !== "number") throw wrongType(resource, path, "a number");
  return value;
};

export const stringsAt = (resource: DeclaredResource, path: string): readonly string[] => {
  const value = valueAt(resource, path) ?? [];
  if (!Array.isArray(value)) throw wrongType(resource, path, "a list");
  return value.map(String);
};

export const objectsAt = (resource: DeclaredResource, path: string): readonly Fields[] => {
  const value = valueAt(resource, path) ?? [];
  if (!Array.isArray(value)) throw wrongType(resource, path, "a list");
  return value as readonly Fields[];
};

export const stringMapAt = (
  resource: DeclaredResource,
  path: string,
): Readonly<Record<string, string>> => {
  const value = valueAt(resource, path) ?? {};
  if (typeof value !== "object" || value === null) throw wrongType(resource, path, "a map");
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
};

export const booleanAt = (resource: DeclaredResource, path: string, usual = false): boolean =>
  (valueAt(resource, path) ?? usual) === true;

/** Policies and the like arrive as JSON text or as the object itself. */
export const jsonAt = (resource: DeclaredResource, path: string): string | undefined => {
  const value = valueAt(resource, path);
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
};
