import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ServiceRequest } from "../access/accessControl";
import type { InvocationResult } from "../lambda/functionDefinition";
import { type ApiDefinition, matchRoute, type Route } from "./apiDefinition";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { type Fields, isFields } from "../fields";
import { BodyTooLarge, listenOnLoopback, readBody } from "./httpServer";
import { proxyEvent } from "./proxyEvent";

export interface StageKey {
  readonly apiId: string;
  readonly name: string;
}

export interface Stage extends StageKey {
  readonly apiName: string;
  readonly definition: ApiDefinition;
  readonly variables: Readonly<Record<string, string>> | null;
}

export interface RestServerOptions {
  readonly region: string;
  readonly accountId: string;
  readonly invoke: (functionArn: string, event: APIGatewayProxyEvent) => Promise<InvocationResult>;
  /** The reason why a route may not invoke a function, or undefined. */
  readonly denial: (question: ServiceRequest) => string | undefined;
  readonly onResponse: (stage: Stage, status: number) => void;
  /** How long API Gateway waits for a function. */
  readonly integrationTimeoutMs?: number;
}

export interface RestServer {
  /**
   * Replaces a URL of API Gateway by the one that serves it, which names the API in its path instead of in
   * its host; returns any other text unchanged.
   */
  readonly localUrl: (url: string) => string;
  /** Replaces a stage of the same name. */
  readonly putStage: (stage: Stage) => void;
  readonly deleteStage: (stage: StageKey) => void;
  /** Called before each request of a stage; the response is 429 if it returns false. */
  readonly throttle: (stage: StageKey, mayPass: () => boolean) => void;
  readonly stop: () => Promise<void>;
}

interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

const maxBodyBytes = 10 * 1024 * 1024;
const defaultIntegrationTimeoutMs = 29_000;

const messageResponse = (status: number, message: string): HttpResponse => ({
  status,
  body: JSON.stringify({ message }),
});

const headersOf = (response: Fields): Record<string, string | string[]> => {
  const single = isFields(response.headers) ? response.headers : {};
  const multiple = isFields(response.multiValueHeaders) ? response.multiValueHeaders : {};
  const entries = [
    ...Object.entries(single).map(([name, value]) => [name.toLowerCase(), String(value)] as const),
    ...Object.entries(multiple).map(
      ([name, values]) => [name.toLowerCase(), (values as unknown[]).map(String)] as const,
    ),
  ];
  return Object.fromEntries(entries) as Record<string, string | string[]>;
};

/** A function's result as an HTTP response; a malformed one is a 502. */
const proxyResponse = ({ result, error }: InvocationResult): HttpResponse => {
  const body = isFields(result) ? (result.body ?? "") : undefined;
  if (error || !isFields(result) || typeof body !== "string") {
    return messageResponse(502, "Internal server error");
  }
  const status = Number(result.statusCode);
  if (!Number.isInteger(status)) return messageResponse(502, "Internal server error");
  return {
    status,
    headers: headersOf(result),
    body: result.isBase64Encoded === true ? Buffer.from(body, "base64") : body,
  };
};

const errorResponse = (error: unknown): HttpResponse =>
  error instanceof BodyTooLarge
    ? messageResponse(413, "Request Too Long")
    : messageResponse(500, "Internal server error");

const withTimeout = <T>(work: Promise<T>, milliseconds: number, fallback: T): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(fallback), milliseconds);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
};

const keyOf = ({ apiId, name }: StageKey): string => `${apiId}/${name}`;

/** API Gateway's REST APIs: one server for all stages of all APIs. */
export const startRestServer = async (options: RestServerOptions): Promise<RestServer> => {
  const stages = new Map<string, Stage>();
  const throttles = new Map<string, () => boolean>();
  const mayInvoke = ({ apiId, name }: Stage, { method, resource, functionArn }: Route): boolean => {
    const api = `arn:aws:execute-api:${options.region}:${options.accountId}:${apiId}`;
    const denial = options.denial({
      principal: "apigateway.amazonaws.com",
      action: "lambda:InvokeFunction",
      resource: functionArn,
      sourceArn: `${api}/${name}/${method}${resource}`,
    });
    return denial === undefined;
  };
  const { integrationTimeoutMs = defaultIntegrationTimeoutMs } = options;

  const handleForStage = async (
    stage: Stage,
    incoming: IncomingMessage,
    url: URL,
  ): Promise<HttpResponse> => {
    const { name: stageName } = stage;
    const key = keyOf(stage);
    const rest = url.pathname.slice(`/${key}`.length);
    const { routes, binaryMediaTypes, notFound } = stage.definition;
    const match = matchRoute(routes, incoming.method ?? "GET", rest);
    if (!match) return notFound;
    if (throttles.get(key)?.() === false) return messageResponse(429, "Too Many Requests");
    if (!mayInvoke(stage, match.route)) return messageResponse(500, "Internal server error");
    const event = proxyEvent({
      incoming,
      stageName,
      path: rest,
      query: url.searchParams,
      body: await readBody(incoming, maxBodyBytes),
      apiId: stage.apiId,
      accountId: options.accountId,
      resource: match.route.resource,
      pathParameters: match.pathParameters,
      stageVariables: stage.variables,
      isBinary:
        binaryMediaTypes.includes("*/*") ||
        binaryMediaTypes.includes(incoming.headers["content-type"] ?? ""),
    });
    const work = options.invoke(match.route.functionArn, event).then(proxyResponse);
    return withTimeout(
      work,
      integrationTimeoutMs,
      messageResponse(504, "Endpoint request timed out"),
    );
  };
  const handle = async (incoming: IncomingMessage): Promise<HttpResponse> => {
    const url = new URL(incoming.url ?? "/", "http://local");
    const stage = stages.get(url.pathname.split("/").slice(1, 3).join("/"));
    if (!stage) return messageResponse(403, "Forbidden");
    const response = await handleForStage(stage, incoming, url).catch(errorResponse);
    options.onResponse(stage, response.status);
    return response;
  };
  const send = (outgoing: ServerResponse, { status, headers, body }: HttpResponse): void => {
    outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming)
      .catch(errorResponse)
      .then((response) => send(outgoing, response))
      .catch(() => outgoing.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return {
    localUrl: (declared) =>
      declared.replace(
        /^https:\/\/([^/.]+)\.execute-api\.[^/]+/,
        (_, apiId) => `http://127.0.0.1:${port}/${apiId}`,
      ),
    putStage: (stage) => void stages.set(keyOf(stage), stage),
    deleteStage: (stage) => void stages.delete(keyOf(stage)),
    throttle: (stage, mayPass) => void throttles.set(keyOf(stage), mayPass),
    stop,
  };
};
