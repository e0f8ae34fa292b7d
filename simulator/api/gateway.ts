import { isAuthorized, type ApiAccount } from "./accounts";
import { acceptsJson, parseRequest, hasJsonBody, type ParsedRequest } from "./parseRequest";
import type { Behaviour } from "../behaviour";
import type { Clock } from "../clock";
import { httpDate } from "../dates";
import { notFound } from "./errors";
import type { FaultRule, Faults } from "./faults";
import { networkFaultOf, faultDelayMs, faultReply } from "./faultEffects";
import { gatewayError } from "./gatewayErrors";
import type { InFlight } from "./inFlight";
import { isObject, parseJson } from "../json";
import type { Reply, StoreRequest, StoreResponse } from "./httpMessages";
import type { Quota } from "./quota";
import type { RequestLog } from "./requestLog";
import type { RouteLookup, RouteMatch, Router } from "./router";
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

/** A request and what the router knows of its path. */
interface Asked extends ParsedRequest {
  readonly found: RouteLookup;
}

interface Admission {
  readonly account: ApiAccount;
  readonly match: RouteMatch;
}

/** Takes from the quota, or says why not. */
const throttled = (
  { behaviour, quota, inFlight }: GatewayParts,
  { path }: ParsedRequest,
): Reply | undefined => {
  const isCrowded = inFlight.count() >= (quota.options().concurrent ?? Infinity);
  if (!isCrowded && quota.tryConsume()) return undefined;
  return { ...gatewayError(behaviour, path, 429), rateHeaders: quota.throttledHeaders() };
};

const routed = (
  { behaviour }: GatewayParts,
  { method, path, found }: Asked,
  account: ApiAccount,
): Admission | Reply => {
  if (found === undefined)
    return path.startsWith("/v2") ? notFound : gatewayError(behaviour, path, 404);
  if (found === "method not allowed") return gatewayError(behaviour, path, 405);
  return isAuthorized(account, found.route.scope, method)
    ? { account, match: found }
    : gatewayError(behaviour, path, 403);
};

/** Everything that is decided before a route runs: store, credentials, quota, formats, permission. */
const admit = (parts: GatewayParts, asked: Asked): Admission | Reply => {
  const { behaviour, accounts, storeHash } = parts;
  const no = (status: number): Reply => gatewayError(behaviour, asked.path, status);
  if (asked.hash !== storeHash) return no(behaviour.wrongStoreHash);
  const account = accounts.find(({ token }) => token === asked.header("x-auth-token"));
  if (!account) return no(401);
  const refused = throttled(parts, asked);
  if (refused) return refused;
  if (!acceptsJson(asked) && (behaviour.withoutAccept === "406" || asked.path.startsWith("/v3")))
    return no(406);
  return hasJsonBody(asked) ? routed(parts, asked, account) : no(415);
};

const run = (asked: ParsedRequest, { account, match }: Admission): Reply => {
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
  if (acceptsJson(asked) || reply.body === undefined) return reply;
  return {
    ...reply,
    body: toXml(typeof reply.body === "string" ? parseJson(reply.body) : reply.body),
    headers: { ...reply.headers, "content-type": "application/xml" },
  };
};

const written = ({ body }: Reply): string => {
  if (typeof body === "string") return body;
  return body === undefined ? "" : JSON.stringify(body);
};

const headersOf = ({ clock, quota }: GatewayParts, reply: Reply, text: string) => {
  const headers: Record<string, string> = { date: httpDate(clock.now()) };
  if (text !== "") headers["content-type"] = "application/json";
  return Object.assign(headers, reply.rateHeaders ?? quota.headers(), reply.headers);
};

const respond = (parts: GatewayParts, reply: Reply, rule: FaultRule | undefined): StoreResponse => {
  const text = written(reply);
  return {
    status: reply.status,
    headers: headersOf(parts, reply, text),
    body: rule?.fault.kind === "truncate" ? text.slice(0, Math.ceil(text.length / 2)) : text,
    delayMs: parts.latencyMs() + faultDelayMs(rule),
    ...networkFaultOf(rule),
  };
};

const routeName = ({ found, path }: Asked): string =>
  typeof found === "object" ? found.name : path;

/** The way of one request through the API. */
export const gateway =
  (parts: GatewayParts) =>
  (request: StoreRequest): StoreResponse => {
    const understood = parseRequest(request);
    if (!understood) return respond(parts, gatewayError(parts.behaviour, "/v3", 404), undefined);
    const { method, path } = understood;
    const asked = { ...understood, found: parts.router.match(method, path) };
    const rule = parts.faults.match(
      asked.method,
      asked.search === "" ? asked.path : `${asked.path}?${asked.search}`,
    );
    const instead = rule && faultReply(parts.behaviour, rule, asked.path);
    const real = instead && !rule?.afterEffect ? undefined : answer(parts, asked);
    const response = respond(parts, instead ?? real ?? notFound, rule);
    parts.inFlight.begin(response.delayMs);
    parts.log.add({
      method: asked.method,
      path: request.path,
      status: response.status,
      route: routeName(asked),
    });
    return response;
  };
