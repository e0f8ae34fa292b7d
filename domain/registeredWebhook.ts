import { createHash } from "node:crypto";
import {
  array,
  boolean,
  type Infer,
  integer,
  optional,
  record,
  string,
  type,
  unknown,
} from "superstruct";
import { matches } from "./validation";
import { secretHeader } from "./webhookAuth";

/** A webhook as BigCommerce has it, as far as we rely on it. */
export const RegisteredWebhook = type({
  id: integer(),
  scope: string(),
  destination: string(),
  is_active: boolean(),
  /** Null where there are none. */
  headers: optional(unknown()),
});
export type RegisteredWebhook = Infer<typeof RegisteredWebhook>;

/** A webhook as we want it: which events are told, to whom, and the secret that proves who tells. */
export interface DesiredWebhook {
  readonly scope: string;
  readonly destination: string;
  readonly secret: string;
}

/**
 * Tells API accounts apart, each of which sees its own hooks and no others: an account has one token
 * for life. Enough of a digest for that, and too little to give the token away.
 */
export const accountKey = (token: string): string =>
  createHash("sha256").update(token).digest("hex").slice(0, 12);

/** The hooks that are meant by the wanted one: BigCommerce allows one, more are doubles. */
export const matchingWebhooks = (
  hooks: readonly RegisteredWebhook[],
  { scope, destination }: Pick<DesiredWebhook, "scope" | "destination">,
): RegisteredWebhook[] =>
  hooks.filter((hook) => hook.scope === scope && hook.destination === destination);

/** Empty when it bears none. Names of headers know no case, and whoever keeps them may have changed it. */
export const secretOf = ({ headers }: RegisteredWebhook): string => {
  const all = matches(headers, record(string(), unknown())) ? Object.entries(headers) : [];
  const value = all.find(([name]) => name.toLowerCase() === secretHeader)?.[1];
  return typeof value === "string" ? value : "";
};

export const isInDesiredState = (hook: RegisteredWebhook, { secret }: DesiredWebhook): boolean =>
  hook.is_active && secretOf(hook) === secret;

/** What `GET /v3/hooks/admin` adds to the list of hooks. */
export const WebhookAdmin = type({
  hooks_list: array(type({ id: integer(), status: optional(string()) })),
  blocked_domains: array(
    type({ destination: string(), time_left: optional(unknown()), reasons: optional(unknown()) }),
  ),
});
export type WebhookAdmin = Infer<typeof WebhookAdmin>;
