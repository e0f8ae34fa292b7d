import type { DeclaredResource } from "./declareStack";

type Fields = Readonly<Record<string, unknown>>;

const at = (resource: DeclaredResource, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Fields)[key] : undefined,
      resource.state,
    );

const wrong = (resource: DeclaredResource, path: string, expected: string): Error =>
  new Error(`${resource.type} "${resource.name}": ${path} should be ${expected}`);

/** Reads what a resource was declared with, or what the cloud answered; paths go with dots. */
export const text = (resource: DeclaredResource, path: string): string => {
  const value = at(resource, path);
  if (typeof value !== "string") throw wrong(resource, path, "a text");
  return value;
};

export const optionalText = (resource: DeclaredResource, path: string): string | undefined => {
  const value = at(resource, path);
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const numberOr = (resource: DeclaredResource, path: string, usual: number): number => {
  const value = at(resource, path) ?? usual;
  if (typeof value !== "number") throw wrong(resource, path, "a number");
  return value;
};

export const texts = (resource: DeclaredResource, path: string): readonly string[] => {
  const value = at(resource, path) ?? [];
  if (!Array.isArray(value)) throw wrong(resource, path, "a list");
  return value.map(String);
};

export const records = (resource: DeclaredResource, path: string): readonly Fields[] => {
  const value = at(resource, path) ?? [];
  if (!Array.isArray(value)) throw wrong(resource, path, "a list");
  return value as readonly Fields[];
};

export const textMap = (
  resource: DeclaredResource,
  path: string,
): Readonly<Record<string, string>> => {
  const value = at(resource, path) ?? {};
  if (typeof value !== "object" || value === null) throw wrong(resource, path, "a map");
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
};

export const isTrue = (resource: DeclaredResource, path: string, usual = false): boolean =>
  (at(resource, path) ?? usual) === true;

/** Policies and the like arrive as JSON text or as the object itself. */
export const jsonText = (resource: DeclaredResource, path: string): string | undefined => {
  const value = at(resource, path);
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
};
