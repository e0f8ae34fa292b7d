import { createHash } from "node:crypto";
import { array, type Infer, integer, optional, record, string, type, unknown } from "superstruct";
import { matches } from "./validation";
import { secretHeader } from "./webhookAuth";

/** A webhook as registered at BigCommerce, as far as this service relies on it. */
export const RegisteredWebhook = type({
  id: integer(),
  scope: string(),
  destination: string(),
  is_active: optional(unknown()),
  /** Null where the webhook has none. */
  headers: optional(unknown()),
});
export type RegisteredWebhook = Infer<typeof RegisteredWebhook>;

/** The desired state of a webhook: its event, its destination, and the secret that authenticates BigCommerce. */
export interface DesiredWebhook {
  readonly scope: string;
  readonly destination: string;
  readonly secret: string;
}

/**
 * Distinguishes API accounts, each of which sees only its own webhooks: an account has one token for life.
 * A digest long enough for that, and too short to reveal the token.
 */
export const accountKey = (token: string): string =>
  createHash("sha256").update(token).digest("hex").slice(0, 12);

/** The registered webhooks of this scope and destination: BigCommerce allows one, others are duplicates. */
export const matchingWebhooks = (
  registered: readonly RegisteredWebhook[],
  { scope, destination }: Pick<DesiredWebhook, "scope" | "destination">,
): RegisteredWebhook[] =>
  registered.filter((one) => one.scope === scope && one.destination === destination);

/** Empty when absent. Header names are case-insensitive, and BigCommerce may have changed the case. */
export const secretOf = ({ headers }: RegisteredWebhook): string => {
  const all = matches(headers, record(string(), unknown())) ? Object.entries(headers) : [];
  const value = all.find(([name]) => name.toLowerCase() === secretHeader)?.[1];
  return typeof value === "string" ? value : "";
};

/** A webhook of which the store does not say so is written again. */
export const isActive = ({ is_active: value }: RegisteredWebhook): boolean => value === true;

export const isInDesiredState = (webhook: RegisteredWebhook, { secret }: DesiredWebhook): boolean =>
  isActive(webhook) && secretOf(webhook) === secret;

/** What `GET /v3/hooks/admin` adds to the list of hooks. */
export const WebhookAdmin = type({
  hooks_list: array(type({ id: integer(), status: optional(string()) })),
  blocked_domains: array(
    type({ destination: string(), time_left: optional(unknown()), reasons: optional(unknown()) }),
  ),
});
export type WebhookAdmin = Infer<typeof WebhookAdmin>;
