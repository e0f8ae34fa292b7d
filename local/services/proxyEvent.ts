import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEvent } from "aws-lambda";

export interface ProxyRequest {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly apiId: string;
  readonly accountId: string;
  readonly stageName: string;
  /** Path below the stage. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly isBinary: boolean;
  readonly stageVariables: Readonly<Record<string, string>> | null;
}

type MultiValue = Record<string, string[]>;

const multiValue = (pairs: Iterable<readonly [string, string]>): MultiValue => {
  const values: MultiValue = {};
  for (const [name, value] of pairs) values[name] = [...(values[name] ?? []), value];
  return values;
};

/** API Gateway's single-value maps have the last of several values. */
const lastValues = (all: MultiValue): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? ""]));

const nullIfEmpty = <T extends object>(fields: T): T | null =>
  Object.keys(fields).length === 0 ? null : fields;

/** Header names keep the case in which they were sent, as on API Gateway. */
const headerPairs = ({ rawHeaders }: IncomingMessage): (readonly [string, string])[] =>
  rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );

const identity = (
  incoming: IncomingMessage,
): APIGatewayProxyEvent["requestContext"]["identity"] => ({
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
  user: null,
  userAgent: incoming.headers["user-agent"] ?? null,
  userArn: null,
});

/** In the Common Log Format: 31/Jan/2026:12:00:00 +0000. */
const requestTime = (now: Date): string => {
  const [, day, month, year, time] = now.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
};

const requestContext = (request: ProxyRequest): APIGatewayProxyEvent["requestContext"] => {
  const { incoming } = request;
  const now = new Date();
  return {
    accountId: request.accountId,
    apiId: request.apiId,
    authorizer: null,
    domainName: incoming.headers.host,
    domainPrefix: request.apiId,
    extendedRequestId: randomUUID(),
    httpMethod: incoming.method ?? "GET",
    identity: identity(incoming),
    path: `/${request.stageName}${request.path}`,
    protocol: "HTTP/1.1",
    requestId: randomUUID(),
    requestTime: requestTime(now),
    requestTimeEpoch: now.getTime(),
    resourceId: "local",
    resourcePath: request.resource,
    stage: request.stageName,
  };
};

/** The event of a Lambda proxy integration, payload version 1.0. */
export const proxyEvent = (request: ProxyRequest): APIGatewayProxyEvent => {
  const headers = multiValue(headerPairs(request.incoming));
  const query = multiValue(request.query);
  const { body, isBinary } = request;
  return {
    resource: request.resource,
    path: request.path,
    httpMethod: request.incoming.method ?? "GET",
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: nullIfEmpty(lastValues(query)),
    multiValueQueryStringParameters: nullIfEmpty(query),
    pathParameters: request.pathParameters,
    stageVariables: request.stageVariables,
    requestContext: requestContext(request),
    body: body.length === 0 ? null : body.toString(isBinary ? "base64" : "utf8"),
    isBase64Encoded: isBinary && body.length > 0,
  };
};
