import type { StoreRequest } from "./httpMessages";

/** A request before any check. */
export interface ParsedRequest {
  readonly method: string;
  readonly hash: string;
  /** The path after the store's hash, such as `/v2/orders`, without query. */
  readonly path: string;
  readonly search: string;
  readonly header: (name: string) => string;
  readonly body: string;
}

const pattern = /^\/stores\/([^/]+)(\/v[23](?:\/[^?]*)?)(?:\?(.*))?$/;

/** Undefined for paths outside `/stores/{hash}/`. Old clients append `.json`. */
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

/** V2 requires `application/json` in Accept; V3 also takes a missing or wildcard Accept. */
export const acceptsJson = ({ path, header }: ParsedRequest): boolean => {
  const accept = header("accept");
  if (accept.includes("application/json")) return true;
  return path.startsWith("/v3") && (accept === "" || accept.includes("*/*"));
};

export const hasJsonBody = ({ body, header }: ParsedRequest): boolean =>
  body === "" || /json/.test(header("content-type"));
