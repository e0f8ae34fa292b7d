import type { DeclaredResource } from "./declareStack";
import { type Fields, isFields } from "./fields";

const valueAt = (resource: DeclaredResource, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), resource.state);

const wrongType = (resource: DeclaredResource, path: string, expected: string): Error =>
  new Error(`${resource.type} "${resource.name}": ${path} should be ${expected}`);

/** These read a resource's inputs and outputs; a path separates its keys by dots. */
export const stringAt = (resource: DeclaredResource, path: string): string => {
  const value = valueAt(resource, path);
  if (typeof value !== "string") throw wrongType(resource, path, "a string");
  return value;
};

export const optionalStringAt = (resource: DeclaredResource, path: string): string | undefined => {
  const value = valueAt(resource, path);
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const numberAt = (resource: DeclaredResource, path: string, fallback: number): number => {
  const value = valueAt(resource, path) ?? fallback;
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

export const booleanAt = (resource: DeclaredResource, path: string, fallback = false): boolean =>
  (valueAt(resource, path) ?? fallback) === true;

/** For policies and documents, which programs pass as JSON or as an object. */
export const jsonAt = (resource: DeclaredResource, path: string): string | undefined => {
  const value = valueAt(resource, path);
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
};
