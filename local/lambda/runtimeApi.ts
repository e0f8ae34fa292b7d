import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback, readBody } from "../services/httpServer";

export interface Invocation {
  readonly requestId: string;
  readonly arn: string;
  readonly deadlineMs: number;
  /** The event as JSON. */
  readonly payload: string;
}

/** Handlers for a container's calls of the Runtime API. */
export interface RuntimeCalls {
  readonly next: (send: (invocation: Invocation) => void) => void;
  readonly response: (requestId: string, body: string) => void;
  readonly error: (requestId: string, body: string) => void;
  readonly initError: (body: string) => void;
}

export interface RuntimeApi {
  /** The value of AWS_LAMBDA_RUNTIME_API for a container; it contains the container's id. */
  readonly addressOf: (containerId: string) => string;
  readonly register: (containerId: string, calls: RuntimeCalls) => void;
  readonly unregister: (containerId: string) => void;
  readonly stop: () => Promise<void>;
}

const route =
  /^\/([^/]+)\/2018-06-01\/runtime\/(?:invocation\/(next|[^/]+)(?:\/(response|error))?|(init\/error))$/;

const sendInvocation = (response: ServerResponse, invocation: Invocation): void => {
  response.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": invocation.requestId,
    "lambda-runtime-deadline-ms": String(invocation.deadlineMs),
    "lambda-runtime-invoked-function-arn": invocation.arn,
    "lambda-runtime-trace-id": `Root=1-${invocation.requestId.slice(0, 8)}`,
  });
  response.end(invocation.payload);
};

/** One server for all containers: the path starts with the container's id. */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const containers = new Map<string, RuntimeCalls>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, id = "", subject, verb, init] = route.exec(request.url ?? "") ?? [];
    const calls = containers.get(id);
    if (!calls) return void response.writeHead(404).end();
    if (subject === "next") return calls.next((invocation) => sendInvocation(response, invocation));
    const body = (await readBody(request)).toString("utf8");
    if (init) calls.initError(body);
    if (subject && verb === "response") calls.response(subject, body);
    if (subject && verb === "error") calls.error(subject, body);
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return {
    addressOf: (id) => `127.0.0.1:${port}/${id}`,
    register: (id, calls) => void containers.set(id, calls),
    unregister: (id) => void containers.delete(id),
    stop,
  };
};
