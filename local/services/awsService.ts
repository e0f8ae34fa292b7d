import type { IncomingHttpHeaders } from "node:http";
import type { Grant } from "../access/policyDocument";

/** A request that reached the gateway, with what its signature says. */
export interface AwsRequest {
  /** The function that asks, or undefined for anybody else with a key (tests, this program). */
  readonly caller: string | undefined;
  readonly service: string;
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsService {
  /** What the caller must be allowed; undefined for an operation that nobody here can judge. */
  readonly requiredPermissions: (request: AwsRequest) => readonly Grant[] | undefined;
  readonly handle: (request: AwsRequest) => Promise<AwsResponse>;
  /** How this service says that the caller may not. */
  readonly accessDenied: (why: string) => AwsResponse;
}

export type Fields = Readonly<Record<string, unknown>>;

export const parseFields = (text: string): Fields => {
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return typeof parsed === "object" && parsed !== null ? (parsed as Fields) : {};
};

export const stringField = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === "string" ? value : "";
};

export const jsonResponse = (status: number, body: object, version = "1.0"): AwsResponse => ({
  status,
  headers: { "content-type": `application/x-amz-json-${version}` },
  body: JSON.stringify(body),
});

/** How the JSON services say no. */
export const jsonError = (status: number, code: string, message: string): AwsResponse => {
  const { headers, body } = jsonResponse(status, { __type: code, message, Message: message });
  return { status, headers: { ...headers, "x-amzn-errortype": code }, body };
};

/** Names service, region and caller the way a signed request does; the emulators check no signature. */
export const unsignedAuthorization = (service: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=LOCAL/20200101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`;
