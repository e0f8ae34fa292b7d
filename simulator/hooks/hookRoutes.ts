import { v2Error } from "../api/errors";
import { noContent, type Reply, v2List } from "../api/httpMessages";
import type { Call, Route } from "../api/router";
import { v3List } from "../api/v3List";
import { isObject } from "../json";
import { type Hook, hookDocument } from "./hook";
import {
  createHook,
  deleteHook,
  findHook,
  type HookParts,
  isHook,
  listHooks,
  updateHook,
} from "./hookActions";

export interface HookRouteParts extends HookParts {
  readonly storeHash: string;
}

const v3Routes = (parts: HookRouteParts): Route[] => {
  const one = (hook: Hook | Reply, status = 200): Reply =>
    isHook(hook) ? { status, body: { data: hookDocument(hook, parts.storeHash), meta: {} } } : hook;
  const all = (call: Call): Reply =>
    v3List(
      listHooks(parts, call).map((hook) => hookDocument(hook, parts.storeHash)),
      call.query,
    );
  const create = (call: Call): Reply =>
    one(createHook(parts, call, true), parts.behaviour.createdHookStatus);
  return [
    { method: "GET", path: "/v3/hooks", scope: "default", run: all },
    { method: "POST", path: "/v3/hooks", scope: "default", run: create },
    {
      method: "GET",
      path: "/v3/hooks/:id",
      scope: "default",
      run: (call) => one(findHook(parts, call)),
    },
    {
      method: "PUT",
      path: "/v3/hooks/:id",
      scope: "default",
      run: (call) => one(updateHook(parts, call)),
    },
    {
      method: "DELETE",
      path: "/v3/hooks/:id",
      scope: "default",
      run: (call) => one(deleteHook(parts, call)),
    },
  ];
};

/** V2 serves the same hooks without an envelope, creates with 201, and creates inactive hooks by default. */
const v2Routes = (parts: HookRouteParts): Route[] => {
  const flat = (hook: Hook | Reply, status = 200): Reply => {
    if (isHook(hook)) return { status, body: hookDocument(hook, parts.storeHash) };
    return v2Error(hook.status, isObject(hook.body) ? String(hook.body["title"]) : "");
  };
  const all = (call: Call): Reply =>
    v2List(listHooks(parts, call).map((hook) => hookDocument(hook, parts.storeHash)));
  const remove = (call: Call): Reply => {
    const hook = deleteHook(parts, call);
    return isHook(hook) ? noContent : flat(hook);
  };
  return [
    { method: "GET", path: "/v2/hooks", scope: "default", run: all },
    {
      method: "POST",
      path: "/v2/hooks",
      scope: "default",
      run: (call) => flat(createHook(parts, call, false), 201),
    },
    {
      method: "GET",
      path: "/v2/hooks/:id",
      scope: "default",
      run: (call) => flat(findHook(parts, call)),
    },
    {
      method: "PUT",
      path: "/v2/hooks/:id",
      scope: "default",
      run: (call) => flat(updateHook(parts, call)),
    },
    { method: "DELETE", path: "/v2/hooks/:id", scope: "default", run: remove },
  ];
};

export const hookRoutes = (parts: HookRouteParts): Route[] => [
  ...v3Routes(parts),
  ...v2Routes(parts),
];
