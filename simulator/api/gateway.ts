import type { Behaviour } from "../behaviour";
import type { Clock } from "../clock";
import { httpDate } from "../dates";
import { isObject, parseJson, toJson } from "../json";
import { type ApiAccount, isAuthorized } from "./accounts";
import { notFound } from "./errors";
import { faultDelayMs, faultHeaders, faultReply, faultyBody, networkFaultOf } from "./faultEffects";
import type { FaultRule, Faults } from "./faults";
import { gatewayError } from "./gatewayErrors";
import type { Reply, StoreRequest, StoreResponse } from "./httpMessages";
import type { InFlight } from "./inFlight";
import { acceptsJson, hasJsonBody, type ParsedRequest, parseRequest } from "./parseRequest";
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

/** A request with the route of its path. */
interface RoutedRequest extends ParsedRequest {
  readonly lookup: RouteLookup;
}

interface Admission {
  readonly account: ApiAccount;
  readonly match: RouteMatch;
}

/** Consumes one request of the quota, or returns the 429. */
const throttle = (
  { behaviour, quota, inFlight }: GatewayParts,
  { path }: ParsedRequest,
): Reply | undefined => {
  const isConcurrencyExceeded = inFlight.count() >= (quota.options().concurrent ?? Infinity);
  if (!isConcurrencyExceeded && quota.tryConsume()) return undefined;
  return { ...gatewayError(behaviour, path, 429), rateHeaders: quota.throttledHeaders() };
};

const authorize = (
  { behaviour }: GatewayParts,
  { method, path, lookup }: RoutedRequest,
  account: ApiAccount,
): Admission | Reply => {
  if (lookup === undefined)
    return path.startsWith("/v2") ? notFound : gatewayError(behaviour, path, 404);
  if (lookup === "method not allowed") return gatewayError(behaviour, path, 405);
  return isAuthorized(account, lookup.route.scope, method)
    ? { account, match: lookup }
    : gatewayError(behaviour, path, 403);
};

/** All checks before a route runs: store, credentials, quota, formats, scopes. */
const admit = (parts: GatewayParts, request: RoutedRequest): Admission | Reply => {
  const { behaviour, accounts, storeHash } = parts;
  const reject = (status: number): Reply => gatewayError(behaviour, request.path, status);
  if (request.hash !== storeHash) return reject(behaviour.wrongStoreHash);
  const account = accounts.find(({ token }) => token === request.header("x-auth-token"));
  if (!account) return reject(401);
  const throttled = throttle(parts, request);
  if (throttled) return throttled;
  if (
    !acceptsJson(request) &&
    (behaviour.withoutAccept === "406" || request.path.startsWith("/v3"))
  )
    return reject(406);
  return hasJsonBody(request) ? authorize(parts, request, account) : reject(415);
};

const runRoute = (request: ParsedRequest, { account, match }: Admission): Reply => {
  const body = parseJson(request.body);
  return match.route.run({
    params: match.params,
    query: new URLSearchParams(request.search),
    body,
    fields: isObject(body) ? body : {},
    clientId: account.clientId,
  });
};

const replyTo = (parts: GatewayParts, request: RoutedRequest): Reply => {
  const admission = admit(parts, request);
  if (!("account" in admission)) return admission;
  const reply = runRoute(request, admission);
  if (acceptsJson(request) || reply.body === undefined) return reply;
  return {
    ...reply,
    body: toXml(typeof reply.body === "string" ? parseJson(reply.body) : reply.body),
    headers: { ...reply.headers, "content-type": "application/xml" },
  };
};

const serialize = ({ body }: Reply): string => (body === undefined ? "" : toJson(body));

const headersOf = (
  { clock, quota, behaviour }: GatewayParts,
  reply: Reply,
  text: string,
  rule: FaultRule | undefined,
) => {
  const headers: Record<string, string> = {};
  if (behaviour.dateHeader === "sent") headers["date"] = httpDate(clock.now());
  if (text !== "") headers["content-type"] = "application/json";
  return Object.assign(
    headers,
    reply.rateHeaders ?? quota.headers(),
    reply.headers,
    faultHeaders(rule),
  );
};

const toResponse = (
  parts: GatewayParts,
  reply: Reply,
  rule: FaultRule | undefined,
): StoreResponse => {
  const text = serialize(reply);
  return {
    status: reply.status,
    headers: headersOf(parts, reply, text, rule),
    body: faultyBody(rule, text),
    delayMs: parts.latencyMs() + faultDelayMs(rule),
    ...networkFaultOf(rule),
  };
};

const routeName = ({ lookup, path }: RoutedRequest): string =>
  typeof lookup === "object" ? lookup.name : path;

/** Handles one API request: checks, faults, route, log. */
export const gateway =
  (parts: GatewayParts) =>
  (storeRequest: StoreRequest): StoreResponse => {
    const parsed = parseRequest(storeRequest);
    if (!parsed) return toResponse(parts, gatewayError(parts.behaviour, "/v3", 404), undefined);
    const { method, path } = parsed;
    const request = { ...parsed, lookup: parts.router.match(method, path) };
    const url = request.search === "" ? request.path : `${request.path}?${request.search}`;
    const ofRequest = parts.faults.match(request.method, url);
    const isReplaced = ofRequest && faultReply(parts.behaviour, ofRequest, request.path);
    const real = isReplaced && !ofRequest.afterEffect ? undefined : replyTo(parts, request);
    const rule =
      ofRequest ?? (real?.orderIds && parts.faults.match(request.method, url, real.orderIds));
    const faulty = rule && faultReply(parts.behaviour, rule, request.path);
    const response = toResponse(parts, faulty ?? real ?? notFound, rule);
    parts.inFlight.begin(response.delayMs);
    parts.log.add({
      method: request.method,
      path: storeRequest.path,
      status: response.status,
      route: routeName(request),
    });
    return response;
  };
