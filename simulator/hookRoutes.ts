import type { Behaviour } from "./behaviour";
import { v2Error, v3Error } from "./errors";
import { hookDocument, isScope, type Hook } from "./hook";
import type { HookRegistry } from "./hookRegistry";
import { isObject, type JsonObject } from "./json";
import { list, noContent, ok, type Reply } from "./message";
import type { Call, Route } from "./router";
import type { Deliveries } from "./deliveries";

export interface HookRouteParts {
  readonly hooks: HookRegistry;
  readonly deliveries: Deliveries;
  readonly behaviour: Behaviour;
  readonly storeHash: string;
  readonly emails: Map<string, readonly string[]>;
}

/** One per scope and destination, and so many per scope, for each API account. */
const hooksPerScope = 10;

const invalidJson = (errors: Readonly<Record<string, string>>): Reply =>
  v3Error(422, "JSON data is missing or invalid", errors);

const isStringMap = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((each) => typeof each === "string");

const destinationProblem = (
  destination: string,
  { httpsDestinationsOnly }: Behaviour,
): string | undefined => {
  if (!/^https?:\/\//.test(destination) || !URL.canParse(destination)) return "error.url.invalid";
  const { protocol, port } = new URL(destination);
  return httpsDestinationsOnly && (protocol !== "https:" || port !== "")
    ? "error.url.https443"
    : undefined;
};

const problems = (fields: JsonObject, behaviour: Behaviour): Reply | undefined => {
  const { scope, destination, headers, is_active: active } = fields;
  if (scope !== undefined && typeof scope !== "string")
    return invalidJson({ scope: "error.expected.string" });
  if (typeof scope === "string" && !isScope(scope))
    return v3Error(400, `Scope [${scope}] is invalid.`);
  if (destination !== undefined && typeof destination !== "string")
    return invalidJson({ destination: "error.expected.string" });
  const bad =
    typeof destination === "string" ? destinationProblem(destination, behaviour) : undefined;
  if (bad) return invalidJson({ destination: bad });
  if (headers !== undefined && headers !== null && !isStringMap(headers))
    return invalidJson({ headers: "error.expected.object" });
  return active === undefined || typeof active === "boolean"
    ? undefined
    : invalidJson({ is_active: "error.expected.boolean" });
};

const crowding = (
  { hooks, behaviour }: HookRouteParts,
  clientId: string,
  scope: unknown,
  destination: unknown,
): Reply | undefined => {
  const others = hooks.of(clientId).filter((hook) => hook.scope === scope);
  if (others.some((hook) => hook.destination === destination)) {
    return v3Error(
      behaviour.duplicateHookStatus,
      "A webhook with this scope and destination exists already.",
      { destination: "duplicate" },
    );
  }
  return others.length >= hooksPerScope
    ? v3Error(422, `There are ${hooksPerScope} webhooks with this scope already.`, {
        scope: "limit",
      })
    : undefined;
};

const stringMap = (value: unknown): Hook["headers"] => (isStringMap(value) ? value : null);

const create = (
  parts: HookRouteParts,
  { body, fields, clientId }: Call,
  activeByDefault: boolean,
): Hook | Reply => {
  const { scope, destination, headers, is_active: active } = fields;
  if (!isObject(body)) return v3Error(400, "Input is invalid.");
  const missing = ["scope", "destination"].filter((name) => fields[name] === undefined);
  if (missing.length > 0)
    return invalidJson(Object.fromEntries(missing.map((name) => [name, "error.path.missing."])));
  const refused =
    problems(fields, parts.behaviour) ?? crowding(parts, clientId, scope, destination);
  if (refused) return refused;
  const isActive = typeof active === "boolean" ? active : activeByDefault;
  return parts.hooks.add({
    clientId,
    scope: String(scope),
    destination: String(destination),
    headers: stringMap(headers),
    isActive,
  });
};

const ownHook = ({ hooks }: HookRouteParts, { params, clientId }: Call): Hook | undefined => {
  const hook = hooks.find(Number(params[0]));
  return hook?.clientId === clientId ? hook : undefined;
};

const missingHook = ({ params }: Call): Reply =>
  v3Error(404, `Webhook with id [${params[0]}] not found`);

const update = (parts: HookRouteParts, call: Call, now: number): Hook | Reply => {
  const hook = ownHook(parts, call);
  if (!hook) return missingHook(call);
  const { scope, destination, headers, is_active: active } = call.fields;
  if ([scope, destination, headers, active].every((value) => value === undefined)) {
    return v3Error(422, "The following fields are invalid: data", {
      data: "Update webhook request should not be empty",
    });
  }
  const refused = problems(call.fields, parts.behaviour);
  if (refused) return refused;
  if (typeof scope === "string") hook.scope = scope;
  if (typeof destination === "string") hook.destination = destination;
  if (headers !== undefined) hook.headers = stringMap(headers);
  if (typeof active === "boolean") Object.assign(hook, { isActive: active, isDeactivated: false });
  hook.updatedAt = now;
  return hook;
};

const isHook = (value: Hook | Reply): value is Hook => "clientId" in value;

const filtered = (parts: HookRouteParts, { query, clientId }: Call): readonly Hook[] => {
  const [scope, destination, active] = ["scope", "destination", "is_active"].map((name) =>
    query.get(name),
  );
  return parts.hooks
    .of(clientId)
    .filter((hook) => !scope || hook.scope === scope)
    .filter((hook) => !destination || hook.destination === destination)
    .filter((hook) => !active || String(hook.isActive) === active);
};

const link = (page: number, limit: number): string => `?page=${page}&limit=${limit}`;

/** A V3 collection: never 204, always with its place in the whole. */
export const v3List = (items: readonly unknown[], query: URLSearchParams): Reply => {
  const limit = Math.min(250, Math.max(1, Number(query.get("limit")) || 50));
  const page = Math.max(1, Number(query.get("page")) || 1);
  const pages = Math.max(1, Math.ceil(items.length / limit));
  const data = items.slice((page - 1) * limit, page * limit);
  const links = {
    ...(page > 1 ? { previous: link(page - 1, limit) } : {}),
    current: link(page, limit),
    ...(page < pages ? { next: link(page + 1, limit) } : {}),
  };
  const pagination = {
    total: items.length,
    count: data.length,
    per_page: limit,
    current_page: page,
    total_pages: pages,
    links,
  };
  return ok({ data, meta: { pagination } });
};

const stateOf = ({ isActive, isDeactivated }: Hook): string =>
  isActive ? "active" : isDeactivated ? "deactivated" : "inactive";

const readAdmin = (parts: HookRouteParts, call: Call): Reply => {
  const hooksList = filtered(parts, call).map((hook) => ({
    ...hookDocument(hook, parts.storeHash),
    status: stateOf(hook),
  }));
  const blocked = parts.deliveries.blocklist
    .blocked(call.clientId)
    .map(({ domain, timeLeftMs, reasons }) => ({
      destination: domain,
      time_left: Math.ceil(timeLeftMs / 1000),
      reasons: reasons.map(({ failure, count, at }) => ({
        failure_description: failure,
        count,
        timestamp: Math.floor(at / 1000),
      })),
    }));
  return ok({
    data: {
      emails: parts.emails.get(call.clientId) ?? [],
      hooks_list: hooksList,
      blocked_domains: blocked,
    },
    meta: {},
  });
};

const writeAdmin = (parts: HookRouteParts, { fields, clientId }: Call): Reply => {
  const { emails } = fields;
  const isList =
    Array.isArray(emails) &&
    emails.every((each): each is string => typeof each === "string" && each.includes("@"));
  if (!isList) return invalidJson({ emails: "error.expected.emails" });
  parts.emails.set(clientId, emails);
  return noContent;
};

const adminRoutes = (parts: HookRouteParts): Route[] => [
  {
    method: "GET",
    path: "/v3/hooks/admin",
    scope: "default",
    run: (call) => readAdmin(parts, call),
  },
  {
    method: "PUT",
    path: "/v3/hooks/admin",
    scope: "default",
    run: (call) => writeAdmin(parts, call),
  },
];

const v3Routes = (parts: HookRouteParts, now: () => number): Route[] => {
  const one = (hook: Hook | Reply, status = 200): Reply =>
    isHook(hook) ? { status, body: { data: hookDocument(hook, parts.storeHash), meta: {} } } : hook;
  const remove = (call: Call): Reply => {
    const hook = ownHook(parts, call);
    if (hook) parts.hooks.remove(hook);
    return one(hook ?? missingHook(call));
  };
  return [
    {
      method: "GET",
      path: "/v3/hooks",
      scope: "default",
      run: (call) =>
        v3List(
          filtered(parts, call).map((hook) => hookDocument(hook, parts.storeHash)),
          call.query,
        ),
    },
    {
      method: "POST",
      path: "/v3/hooks",
      scope: "default",
      run: (call) => one(create(parts, call, true), parts.behaviour.createdHookStatus),
    },
    {
      method: "GET",
      path: "/v3/hooks/:id",
      scope: "default",
      run: (call) => one(ownHook(parts, call) ?? missingHook(call)),
    },
    {
      method: "PUT",
      path: "/v3/hooks/:id",
      scope: "default",
      run: (call) => one(update(parts, call, now())),
    },
    { method: "DELETE", path: "/v3/hooks/:id", scope: "default", run: remove },
  ];
};

/** The older door to the same hooks: no envelope, 201 on creation, and inactive unless told otherwise. */
const v2Routes = (parts: HookRouteParts, now: () => number): Route[] => {
  const flat = (hook: Hook | Reply, status = 200): Reply => {
    if (isHook(hook)) return { status, body: hookDocument(hook, parts.storeHash) };
    const title = isObject(hook.body) ? String(hook.body["title"]) : "";
    return v2Error(hook.status, title);
  };
  const remove = (call: Call): Reply => {
    const hook = ownHook(parts, call);
    if (hook) parts.hooks.remove(hook);
    return hook ? noContent : flat(missingHook(call));
  };
  return [
    {
      method: "GET",
      path: "/v2/hooks",
      scope: "default",
      run: (call) => list(filtered(parts, call).map((hook) => hookDocument(hook, parts.storeHash))),
    },
    {
      method: "POST",
      path: "/v2/hooks",
      scope: "default",
      run: (call) => flat(create(parts, call, false), 201),
    },
    {
      method: "GET",
      path: "/v2/hooks/:id",
      scope: "default",
      run: (call) => flat(ownHook(parts, call) ?? missingHook(call)),
    },
    {
      method: "PUT",
      path: "/v2/hooks/:id",
      scope: "default",
      run: (call) => flat(update(parts, call, now())),
    },
    { method: "DELETE", path: "/v2/hooks/:id", scope: "default", run: remove },
  ];
};

export const hookRoutes = (parts: HookRouteParts, now: () => number): Route[] => [
  ...adminRoutes(parts),
  ...v3Routes(parts, now),
  ...v2Routes(parts, now),
];
