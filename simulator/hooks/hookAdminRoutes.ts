import { noContent, ok, type Reply } from "../api/httpMessages";
import type { Call, Route } from "../api/router";
import { toSeconds } from "../dates";
import type { JsonObject } from "../json";
import type { Blocklist } from "./blocklist";
import { type Hook, hookDocument } from "./hook";
import { listHooks } from "./hookActions";
import { invalidJson } from "./hookFields";
import type { HookRouteParts } from "./hookRoutes";

export interface HookAdminParts extends HookRouteParts {
  readonly blocklist: Blocklist;
  /** Recipients of e-mails about deactivated hooks and blocked domains, by API account. */
  readonly recipients: Map<string, readonly string[]>;
}

const stateOf = ({ isActive, isDeactivated }: Hook): string => {
  if (isActive) return "active";
  return isDeactivated ? "deactivated" : "inactive";
};

const blockedDomains = ({ blocklist }: HookAdminParts, clientId: string): JsonObject[] =>
  blocklist.blocked(clientId).map(({ domain, timeLeftMs, reasons }) => ({
    destination: domain,
    time_left: Math.ceil(timeLeftMs / 1000),
    reasons: reasons.map(({ failure, count, at }) => ({
      failure_description: failure,
      count,
      timestamp: toSeconds(at),
    })),
  }));

const read = (parts: HookAdminParts, call: Call): Reply => {
  const hooks = listHooks(parts, call).map((hook) => ({
    ...hookDocument(hook, parts.storeHash),
    status: stateOf(hook),
  }));
  const emails = parts.recipients.get(call.clientId) ?? [];
  return ok({
    data: { emails, hooks_list: hooks, blocked_domains: blockedDomains(parts, call.clientId) },
    meta: {},
  });
};

const isEmail = (value: unknown): value is string =>
  typeof value === "string" && /^\S+@\S+$/.test(value);

const write = ({ recipients }: HookAdminParts, { fields, clientId }: Call): Reply => {
  const addresses: unknown = fields["emails"];
  if (!Array.isArray(addresses) || !addresses.every(isEmail))
    return invalidJson({ emails: "error.expected.emails" });
  recipients.set(clientId, addresses);
  return noContent;
};

/** The state of an account's hooks and domains, and who gets e-mails about them. */
export const hookAdminRoutes = (parts: HookAdminParts): Route[] => [
  { method: "GET", path: "/v3/hooks/admin", scope: "default", run: (call) => read(parts, call) },
  { method: "PUT", path: "/v3/hooks/admin", scope: "default", run: (call) => write(parts, call) },
];
