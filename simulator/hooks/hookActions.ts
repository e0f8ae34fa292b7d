import { v3Error } from "../api/errors";
import type { Reply } from "../api/httpMessages";
import type { Call } from "../api/router";
import type { Behaviour } from "../behaviour";
import { isObject } from "../json";
import type { Hook } from "./hook";
import { hookError, invalidJson, parseHeaders } from "./hookFields";
import type { HookRegistry } from "./hookRegistry";

export interface HookParts {
  readonly hooks: HookRegistry;
  readonly behaviour: Behaviour;
  readonly now: () => number;
}

/** Within an API account: at most ten hooks for a scope, and one for a scope and destination. */
const hooksPerScope = 10;

export const isHook = (value: Hook | Reply): value is Hook => "clientId" in value;

const conflictError = (
  { hooks, behaviour }: HookParts,
  { clientId, fields }: Call,
): Reply | undefined => {
  const others = hooks.byAccount(clientId).filter(({ scope }) => scope === fields["scope"]);
  if (others.some(({ destination }) => destination === fields["destination"])) {
    const title = "A webhook with this scope and destination exists already.";
    return v3Error(behaviour.duplicateHookStatus, title, { destination: "error.duplicate" });
  }
  if (others.length < hooksPerScope) return undefined;
  return v3Error(422, `There are ${hooksPerScope} webhooks with this scope already.`, {
    scope: "error.limit",
  });
};

export const createHook = (
  parts: HookParts,
  call: Call,
  activeByDefault: boolean,
): Hook | Reply => {
  const { body, fields, clientId } = call;
  if (!isObject(body)) return v3Error(400, "Input is invalid.");
  const missing = ["scope", "destination"].filter((name) => fields[name] === undefined);
  if (missing.length > 0) {
    return invalidJson(Object.fromEntries(missing.map((name) => [name, "error.path.missing."])));
  }
  const error = hookError(fields, parts.behaviour) ?? conflictError(parts, call);
  if (error) return error;
  return parts.hooks.add({
    clientId,
    scope: String(fields["scope"]),
    destination: String(fields["destination"]),
    headers: parseHeaders(fields["headers"]),
    isActive: typeof fields["is_active"] === "boolean" ? fields["is_active"] : activeByDefault,
  });
};

/** The hook with the id in the path, if it belongs to the caller's API account. */
export const findHook = ({ hooks }: HookParts, { params, clientId }: Call): Hook | Reply => {
  const hook = hooks.find(Number(params[0]));
  if (hook?.clientId === clientId) return hook;
  return v3Error(404, `Webhook with id [${params[0]}] not found`);
};

const writableFields = ["scope", "destination", "headers", "is_active"];

export const updateHook = (parts: HookParts, call: Call): Hook | Reply => {
  const hook = findHook(parts, call);
  if (!isHook(hook)) return hook;
  const { scope, destination, headers, is_active: active } = call.fields;
  if (writableFields.every((name) => call.fields[name] === undefined)) {
    return v3Error(422, "The following fields are invalid: data", {
      data: "Update webhook request should not be empty",
    });
  }
  const error = hookError(call.fields, parts.behaviour);
  if (error) return error;
  if (typeof scope === "string") hook.scope = scope;
  if (typeof destination === "string") hook.destination = destination;
  if (headers !== undefined) hook.headers = parseHeaders(headers);
  if (typeof active === "boolean") parts.hooks.setActive(hook, active);
  hook.updatedAt = parts.now();
  return hook;
};

export const deleteHook = (parts: HookParts, call: Call): Hook | Reply => {
  const hook = findHook(parts, call);
  if (isHook(hook)) parts.hooks.remove(hook);
  return hook;
};

/** The caller's hooks that match the filters. */
export const listHooks = ({ hooks }: HookParts, { query, clientId }: Call): readonly Hook[] => {
  const matches = (name: string, value: string): boolean => (query.get(name) || value) === value;
  return hooks
    .byAccount(clientId)
    .filter((hook) => matches("scope", hook.scope))
    .filter((hook) => matches("destination", hook.destination))
    .filter((hook) => matches("is_active", String(hook.isActive)));
};
