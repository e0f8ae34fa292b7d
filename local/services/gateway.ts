import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { FunctionRequest } from "../access/accessControl";
import { type AwsRequest, type AwsResponse, type AwsService, jsonError } from "./awsService";
import { listenOnLoopback, readBody } from "./httpServer";

export interface GatewayOptions {
  readonly services: Readonly<Record<string, AwsService>>;
  /** The function that signs with this access key. */
  readonly callerOf: (accessKey: string) => string | undefined;
  /** Why a function may not do this, or undefined. */
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
  { headers, ...rest }: Pick<IncomingMessage, "headers"> & { readonly stream: IncomingMessage },
  callerOf: GatewayOptions["callerOf"],
): Promise<AwsRequest> => {
  const body = (await readBody(rest.stream)).toString("utf8");
  const [, accessKey = "", service = ""] = credential.exec(headers.authorization ?? "") ?? [];
  return { caller: callerOf(accessKey), service, action: actionOf(headers, body), headers, body };
};

/** Who is no function may do everything: tests, and this program itself. */
const denialOf = (
  request: AwsRequest,
  { requiredPermissions }: AwsService,
  denial: GatewayOptions["denial"],
): string | undefined => {
  const { caller, service, action } = request;
  if (caller === undefined) return undefined;
  const grants = requiredPermissions(request);
  if (!grants) return `The embedded cloud cannot tell what permission ${service} ${action} needs`;
  const denials = grants.map((grant) => denial({ functionName: caller, ...grant }));
  return denials.find((why) => why !== undefined);
};

const answer = async (
  request: AwsRequest,
  { services, denial }: GatewayOptions,
): Promise<AwsResponse> => {
  const { service } = request;
  const known = services[service];
  if (!known) {
    return jsonError(400, "UnknownService", `The embedded cloud has no service "${service}"`);
  }
  const why = denialOf(request, known, denial);
  return why === undefined ? known.handle(request) : known.accessDenied(why);
};

/** The one address that every AWS client of the embedded cloud talks to. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const server = createServer((incoming, outgoing) => {
    readRequest({ headers: incoming.headers, stream: incoming }, options.callerOf)
      .then((request) => answer(request, options))
      .catch((problem: unknown) => jsonError(500, "InternalFailure", String(problem)))
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body))
      .catch(() => outgoing.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, stop };
};
