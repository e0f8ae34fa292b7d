import type { StoreRequest } from "./message";

/** A request as far as it is understood before anything is decided. */
export interface AskedRequest {
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
export const askedRequest = ({
  method,
  path,
  headers = {},
  body = "",
}: StoreRequest): AskedRequest | undefined => {
  const [, hash, below, search] = pattern.exec(path) ?? [];
  if (hash === undefined || below === undefined) return undefined;
  const lower = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
  return {
    method: method.toUpperCase(),
    hash,
    path: below.replace(/(\.json|\/)$/, ""),
    search: search ?? "",
    header: (name) => lower.get(name) ?? "",
    body,
  };
};

/** V2 wants to be told; V3 speaks JSON to whoever doesn't refuse it. */
export const acceptsJson = ({ path, header }: AskedRequest): boolean => {
  const accept = header("accept");
  if (accept.includes("application/json")) return true;
  return path.startsWith("/v3") && (accept === "" || accept.includes("*/*"));
};

export const carriesJson = ({ body, header }: AskedRequest): boolean =>
  body === "" || /json/.test(header("content-type"));
