import { v3Error } from "../api/errors";
import type { Reply } from "../api/httpMessages";
import type { Behaviour } from "../behaviour";
import { isObject, type JsonObject } from "../json";
import { type Hook, isScope } from "./hook";

export const invalidJson = (errors: Readonly<Record<string, string>>): Reply =>
  v3Error(422, "JSON data is missing or invalid", errors);

const isStringMap = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((each) => typeof each === "string");

export const parseHeaders = (value: unknown): Hook["headers"] =>
  isStringMap(value) ? value : null;

const isUrl = (value: unknown): value is string =>
  typeof value === "string" && /^https?:\/\//.test(value) && URL.canParse(value);

const isAllowedUrl = (value: unknown, httpsOnly: boolean): boolean => {
  if (!isUrl(value)) return false;
  const { protocol, port } = new URL(value);
  return !httpsOnly || (protocol === "https:" && port === "");
};

/** The error for the first invalid field, if any. Absent fields are valid. */
export const hookError = (fields: JsonObject, behaviour: Behaviour): Reply | undefined => {
  const { scope, destination, headers, is_active: active } = fields;
  if (scope !== undefined && typeof scope !== "string") {
    return invalidJson({ scope: "error.expected.jsstring" });
  }
  if (scope !== undefined && !isScope(scope)) return v3Error(400, `Scope [${scope}] is invalid.`);
  if (destination !== undefined && !isAllowedUrl(destination, behaviour.httpsDestinationsOnly)) {
    return invalidJson({ destination: "error.expected.url" });
  }
  if (headers !== undefined && headers !== null && !isStringMap(headers)) {
    return invalidJson({ headers: "error.expected.jsobject" });
  }
  if (active === undefined || typeof active === "boolean") return undefined;
  return invalidJson({ is_active: "error.expected.jsboolean" });
};
