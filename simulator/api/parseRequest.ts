import type { StoreRequest } from "./httpMessages";

/** A request as far as it is understood before anything is decided. */
export interface ParsedRequest {
  readonly method: string;
  readonly hash: string;
  /** Below the store's hash, beginning with the API's version, without query. */
  readonly path: string;
  readonly search: string;
  readonly header: (name: string) => string;
  readonly body: string;
}

const pattern = /^\/stores\/([^/]+)(\/v[23](?:\/[^?]*)?)(?:\?(.*))?$/;

/** Undefined for what is not below a store. `.json` at the end is what old clients add. */
export const parseRequest = ({
  method,
  path,
  headers = {},
  body = "",
}: StoreRequest): ParsedRequest | undefined => {
  const [, hash, apiPath, search] = pattern.exec(path) ?? [];
  if (hash === undefined || apiPath === undefined) return undefined;
  const headersByName = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
  return {
    method: method.toUpperCase(),
    hash,
    path: apiPath.replace(/(\.json|\/)$/, ""),
    search: search ?? "",
    header: (name) => headersByName.get(name) ?? "",
    body,
  };
};

/** V2 wants to be told; V3 speaks JSON to whoever doesn't refuse it. */
export const acceptsJson = ({ path, header }: ParsedRequest): boolean => {
  const accept = header("accept");
  if (accept.includes("application/json")) return true;
  return path.startsWith("/v3") && (accept === "" || accept.includes("*/*"));
};

export const hasJsonBody = ({ body, header }: ParsedRequest): boolean =>
  body === "" || /json/.test(header("content-type"));
