import { mayCall, type ApiAccount } from "./accounts";
import type { Behaviour } from "./behaviour";
import type { Clock } from "./clock";
import { notFound, v2Error, v3Error } from "./errors";
import type { FaultRule, Faults } from "./faults";
import type { InFlight } from "./inFlight";
import { isObject, parseJson } from "./json";
import type { Cut, Reply, StoreRequest, StoreResponse } from "./message";
import type { Quota, RateHeaders } from "./quota";
import type { RequestLog } from "./requestLog";
import type { Match, Router } from "./router";
import { toXml } from "./xml";

export interface GatewayParts {
  readonly clock: Clock;
  readonly storeHash: string;
  readonly accounts: readonly ApiAccount[];
  readonly behaviour: Behaviour;
  readonly quota: Quota;
  readonly inFlight: InFlight;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly router: Router;
  readonly latencyMs: () => number;
}

/** A request as far as it is understood before anything is decided. */
interface Asked {
  readonly method: string;
  readonly hash: string;
  /** Below the store's hash, beginning with the API's version, without query. */
  readonly path: string;
  readonly search: string;
  readonly header: (name: string) => string;
  readonly body: string;
}

const understand = ({ method, path, headers = {}, body = "" }: StoreRequest): Asked | undefined => {
  const [, hash, below, search] =
    /^\/stores\/([^/]+)(\/v[23](?:\/[^?]*)?)(?:\?(.*))?$/.exec(path) ?? [];
  if (hash === undefined || below === undefined) return undefined;
  const lower = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
  const plain = below.replace(/(\.json|\/)$/, "");
  return {
    method: method.toUpperCase(),
    hash,
    path: plain,
    search: search ?? "",
    header: (name) => lower.get(name) ?? "",
    body,
  };
};

const titles: Readonly<Record<number, string>> = {
  401: "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store.",
  403: "Unauthorized Access. You do not have permission to make this request.",
  404: "The requested resource was not found.",
  405: "Method not allowed.",
  406: "The requested content type is not available.",
  415: "The content type of the request is not supported.",
  429: "Too many requests.",
  500: "Internal server error.",
  502: "Bad gateway.",
  503: "Service unavailable.",
  504: "Gateway timeout.",
};

const titleOf = (status: number): string => titles[status] ?? `Status ${status}`;

const html = (status: number): Reply => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<html>\r\n<head><title>${status} ${titleOf(status)}</title></head>\r\n<body><h1>${titleOf(status)}</h1><hr>nginx</body>\r\n</html>\r\n`,
});

/** What answers before the API proper does; on V2 paths nobody knows its shape, so it is a switch. */
const refuse = ({ gatewayErrors }: Behaviour, path: string, status: number): Reply => {
  const title = titleOf(status);
  if (path.startsWith("/v3")) return v3Error(status, title);
  if (gatewayErrors === "html") return html(status);
  if (gatewayErrors === "empty") return { status };
  return gatewayErrors === "array" ? v2Error(status, title) : v3Error(status, title);
};

const acceptsJson = ({ path, header }: Asked): boolean => {
  const accept = header("accept");
  if (accept.includes("application/json")) return true;
  return path.startsWith("/v3") && (accept === "" || accept.includes("*/*"));
};

const carriesJson = ({ body, header }: Asked): boolean =>
  body === "" || /json/.test(header("content-type"));

/** The part of a request's way that needs the API to be up: credentials, quota, formats, then the route itself. */
const admit = (
  parts: GatewayParts,
  asked: Asked,
): { readonly account: ApiAccount; readonly match: Match } | Reply => {
  const { behaviour, accounts, storeHash, quota, router } = parts;
  const no = (status: number): Reply => refuse(behaviour, asked.path, status);
  if (asked.hash !== storeHash) return no(behaviour.wrongStoreHash);
  const account = accounts.find(({ token }) => token === asked.header("x-auth-token"));
  if (!account) return no(401);
  if (!quota.take() || parts.inFlight.count() >= (quota.options().concurrent ?? Infinity)) {
    return {
      ...no(429),
      headers: { ...no(429).headers, ...quota.refusalHeaders(), "x-throttled": "1" },
    };
  }
  if (!acceptsJson(asked) && (behaviour.withoutAccept === "406" || asked.path.startsWith("/v3")))
    return no(406);
  if (!carriesJson(asked)) return no(415);
  const match = router.match(asked.method, asked.path);
  if (match === undefined) return asked.path.startsWith("/v2") ? notFound : no(404);
  if (match === "wrong method") return no(405);
  return mayCall(account, match.route.scope, asked.method) ? { account, match } : no(403);
};

const run = (
  asked: Asked,
  { account, match }: { readonly account: ApiAccount; readonly match: Match },
): Reply => {
  const body = parseJson(asked.body);
  return match.route.run({
    params: match.params,
    query: new URLSearchParams(asked.search),
    body,
    fields: isObject(body) ? body : {},
    clientId: account.clientId,
  });
};

const answer = (parts: GatewayParts, asked: Asked): Reply => {
  const admitted = admit(parts, asked);
  if (!("account" in admitted)) return admitted;
  const reply = run(asked, admitted);
  const isXml = !acceptsJson(asked) && reply.body !== undefined;
  return isXml
    ? {
        ...reply,
        body: toXml(reply.body),
        headers: { ...reply.headers, "content-type": "application/xml" },
      }
    : reply;
};

const cuts: Readonly<Record<string, Cut>> = { hang: "hang", reset: "reset", truncate: "truncate" };

/** How long a hanging request is held before its connection breaks. */
const hangMs = 300_000;

/** The reply that a fault puts in the place of the real one, if it does. */
const faulted = (
  { behaviour }: GatewayParts,
  { fault }: FaultRule,
  path: string,
): Reply | undefined => {
  if (fault.kind === "status")
    return fault.html ? html(fault.status) : refuse(behaviour, path, fault.status);
  if (fault.kind === "overload")
    return { ...refuse(behaviour, path, 429), headers: { "x-throttled": "1" } };
  return fault.kind === "reset" || fault.kind === "hang" ? { status: 0 } : undefined;
};

const written = ({ body }: Reply): string =>
  typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);

/** The four headers come with every answer, except where their absence is the point. */
const rateHeaders = ({ quota }: GatewayParts, { headers = {} }: Reply): RateHeaders =>
  "x-throttled" in headers ? {} : quota.headers();

const respond = (parts: GatewayParts, reply: Reply, rule: FaultRule | undefined): StoreResponse => {
  const body = written(reply);
  const kind = rule?.fault.kind;
  const { "x-throttled": throttled, ...own } = reply.headers ?? {};
  void throttled;
  return {
    status: reply.status,
    headers: {
      date: new Date(parts.clock.now()).toUTCString(),
      ...(body === "" ? {} : { "content-type": "application/json" }),
      ...rateHeaders(parts, reply),
      ...own,
    },
    body: kind === "truncate" ? body.slice(0, Math.ceil(body.length / 2)) : body,
    delayMs:
      parts.latencyMs() +
      (rule?.fault.kind === "slow" ? rule.fault.ms : kind === "hang" ? hangMs : 0),
    ...(kind !== undefined && cuts[kind] ? { cut: cuts[kind] } : {}),
  };
};

const routeName = ({ router }: GatewayParts, { method, path }: Asked): string => {
  const match = router.match(method, path);
  return typeof match === "object" ? match.route.path.replace(/:(\w+)/g, "{$1}") : path;
};

/** The way of one request through the API. */
export const gateway =
  (parts: GatewayParts) =>
  (request: StoreRequest): StoreResponse => {
    const asked = understand(request);
    if (!asked)
      return respond(parts, { status: 404, body: { status: 404, title: titleOf(404) } }, undefined);
    const rule = parts.faults.strike(
      asked.method,
      asked.search === "" ? asked.path : `${asked.path}?${asked.search}`,
    );
    const instead = rule && faulted(parts, rule, asked.path);
    const reply = instead && !rule?.afterEffect ? instead : answer(parts, asked);
    const response = respond(parts, instead ?? reply, rule);
    parts.inFlight.begin(response.delayMs);
    parts.log.add({
      method: asked.method,
      path: request.path,
      status: response.status,
      route: routeName(parts, asked),
    });
    return response;
  };
