import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { FunctionRequest } from "../access/accessControl";
import { type AwsRequest, type AwsResponse, type AwsService, jsonError } from "./awsService";
import { listenOnLoopback, readBody } from "./httpServer";

export interface GatewayOptions {
  readonly services: Readonly<Record<string, AwsService>>;
  /** The function whose access key this is. */
  readonly callerOf: (accessKey: string) => string | undefined;
  /** The reason why the request is denied, or undefined. */
  readonly denial: (question: FunctionRequest) => string | undefined;
}

export interface Gateway {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const credential = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

const actionOf = (headers: IncomingHttpHeaders, body: string): string => {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.indexOf(".") + 1);
  return new URLSearchParams(body).get("Action") ?? "";
};

const readRequest = async (
  incoming: IncomingMessage,
  callerOf: GatewayOptions["callerOf"],
): Promise<AwsRequest> => {
  const { headers, method = "", url = "/" } = incoming;
  const body = (await readBody(incoming)).toString("utf8");
  const [, accessKey = "", service = ""] = credential.exec(headers.authorization ?? "") ?? [];
  return {
    caller: callerOf(accessKey),
    service,
    action: actionOf(headers, body),
    method,
    path: url.replace(/\?.*$/, ""),
    query: new URLSearchParams(/\?(.*)$/.exec(url)?.[1]),
    headers,
    body,
  };
};

/** Callers other than functions (tests, this program) may do everything. */
const denialOf = (
  request: AwsRequest,
  { requiredPermissions }: AwsService,
  denial: GatewayOptions["denial"],
): string | undefined => {
  const { caller, service, action } = request;
  if (caller === undefined) return undefined;
  const grants = requiredPermissions(request);
  if (!grants) return `The embedded cloud does not know the permissions of ${service} ${action}`;
  const denials = grants.map((grant) => denial({ functionName: caller, ...grant }));
  return denials.find((reason) => reason !== undefined);
};

const respond = async (
  request: AwsRequest,
  { services, denial }: GatewayOptions,
): Promise<AwsResponse> => {
  const service = services[request.service];
  if (!service) {
    const message = `The embedded cloud has no service "${request.service}"`;
    return jsonError(400, "UnknownService", message);
  }
  const reason = denialOf(request, service, denial);
  return reason === undefined ? service.handle(request) : service.accessDenied(reason);
};

/** The endpoint of all AWS clients of the embedded cloud. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const server = createServer((incoming, outgoing) => {
    readRequest(incoming, options.callerOf)
      .then((request) => respond(request, options))
      .catch((error: unknown) => jsonError(500, "InternalFailure", String(error)))
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body))
      .catch(() => outgoing.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, stop };
};
