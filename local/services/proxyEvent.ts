import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

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

type Several = Record<string, string[]>;

const several = (pairs: Iterable<readonly [string, string]>): Several => {
  const all: Several = {};
  for (const [name, value] of pairs) all[name] = [...(all[name] ?? []), value];
  return all;
};

const lastOfEach = (all: Several): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? ""]));

const nullIfEmpty = <T extends object>(fields: T): T | null =>
  Object.keys(fields).length === 0 ? null : fields;

/** Headers in the spelling in which they were sent, as API Gateway passes them. */
const headerPairs = ({ rawHeaders }: IncomingMessage): (readonly [string, string])[] =>
  rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );

const requestContext = (request: ProxyRequest): object => {
  const now = new Date();
  return {
    accountId: request.accountId,
    apiId: request.apiId,
    authorizer: null,
    domainName: request.incoming.headers.host,
    domainPrefix: request.apiId,
    extendedRequestId: randomUUID(),
    httpMethod: request.incoming.method,
    identity: {
      sourceIp: request.incoming.socket.remoteAddress,
      userAgent: request.incoming.headers["user-agent"] ?? null,
    },
    path: `/${request.stageName}${request.path}`,
    protocol: "HTTP/1.1",
    requestId: randomUUID(),
    requestTime: now.toUTCString(),
    requestTimeEpoch: now.getTime(),
    resourceId: "local",
    resourcePath: request.resource,
    stage: request.stageName,
  };
};

/** The event of a Lambda proxy integration, payload version 1.0. */
export const proxyEvent = (request: ProxyRequest): object => {
  const headers = several(headerPairs(request.incoming));
  const query = several(request.query);
  const { body, isBinary } = request;
  return {
    resource: request.resource,
    path: request.path,
    httpMethod: request.incoming.method,
    headers: nullIfEmpty(lastOfEach(headers)),
    multiValueHeaders: nullIfEmpty(headers),
    queryStringParameters: nullIfEmpty(lastOfEach(query)),
    multiValueQueryStringParameters: nullIfEmpty(query),
    pathParameters: request.pathParameters,
    stageVariables: request.stageVariables,
    requestContext: requestContext(request),
    body: body.length === 0 ? null : body.toString(isBinary ? "base64" : "utf8"),
    isBase64Encoded: isBinary && body.length > 0,
  };
};
