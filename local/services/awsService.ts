import type { IncomingHttpHeaders } from "node:http";
import type { Grant } from "../access/policyDocument";
import { type Fields, isFields } from "../fields";

/** A request to the gateway, with the caller and service of its signature. */
export interface AwsRequest {
  /** The calling function; undefined for other credentials (tests, this program). */
  readonly caller: string | undefined;
  readonly service: string;
  /** Of protocols that name the action in a header or in the body. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsService {
  /** Undefined for an operation whose permissions are not implemented. */
  readonly requiredPermissions: (request: AwsRequest) => readonly Grant[] | undefined;
  readonly handle: (request: AwsRequest) => Promise<AwsResponse>;
  /** The service's own format for denied access. */
  readonly accessDenied: (reason: string) => AwsResponse;
}

export const parseFields = (text: string): Fields => {
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return isFields(parsed) ? parsed : {};
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

/** The error format of AWS's JSON protocols. */
export const jsonError = (status: number, code: string, message: string): AwsResponse => {
  const { headers, body } = jsonResponse(status, { __type: code, message, Message: message });
  return { status, headers: { ...headers, "x-amzn-errortype": code }, body };
};

/** Names the service and region as a signed request would; the emulators verify no signature. */
export const unsignedAuthorization = (service: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=LOCAL/20200101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`;
