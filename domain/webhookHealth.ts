import {
  type RegisteredWebhook,
  type WebhookAdmin,
  matchingWebhooks,
  secretOf,
  type DesiredWebhook,
} from "./registeredWebhook";

/** What can be wrong with a webhook at BigCommerce. */
export type WebhookProblem = "missing" | "duplicated" | "inactive" | "changed" | "blocked";

/** A hook as it should be; while a secret is rotated, one with the old secret is as good. */
export interface ExpectedWebhook extends DesiredWebhook {
  readonly previousSecret: string;
}

export interface UnhealthyWebhook {
  readonly webhook: ExpectedWebhook;
  readonly problem: WebhookProblem;
}

/** Of all hooks together; `unknown` when they could not be looked at, or none is to be there. */
export type WebhookHealth = "healthy" | "unhealthy" | "unknown";

/** What the store knows of hooks: its list, and what it thinks of them. */
export interface ObservedWebhooks {
  readonly list: readonly RegisteredWebhook[];
  readonly admin: WebhookAdmin;
}

export const unhealthyWebhooks = (
  watched: readonly ExpectedWebhook[],
  known: ObservedWebhooks,
): UnhealthyWebhook[] =>
  watched.flatMap((webhook) => {
    const problem = problemOf(webhook, known);
    return problem ? { webhook, problem } : [];
  });

const problemOf = (
  wanted: ExpectedWebhook,
  { list, admin }: ObservedWebhooks,
): WebhookProblem | undefined => {
  const [hook, ...doubles] = matchingWebhooks(list, wanted);
  if (!hook) return "missing";
  if (doubles.length > 0) return "duplicated";
  if (!hook.is_active || isDeactivated(hook, admin)) return "inactive";
  if (!hasKnownSecret(hook, wanted)) return "changed";
  return isBlocked(wanted, admin) ? "blocked" : undefined;
};

/** The list of hooks may say that one is active which BigCommerce has given up. */
const isDeactivated = ({ id }: RegisteredWebhook, { hooks_list }: WebhookAdmin): boolean =>
  hooks_list.some((one) => one.id === id && (one.status ?? "active") !== "active");

const hasKnownSecret = (
  hook: RegisteredWebhook,
  { secret, previousSecret }: ExpectedWebhook,
): boolean => [secret, previousSecret].some((known) => known !== "" && secretOf(hook) === known);

/** BigCommerce shuts a whole domain out for some minutes when too many deliveries fail. */
const isBlocked = ({ destination }: ExpectedWebhook, { blocked_domains }: WebhookAdmin): boolean =>
  blocked_domains.some((blocked) => hostOf(blocked.destination) === hostOf(destination));

const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).hostname : address;

/** A block ends by itself, and by nothing else. */
export const isRepairable = ({ problem }: UnhealthyWebhook): boolean => problem !== "blocked";

/** BigCommerce tries for 48 hours and 4 minutes to deliver an event; a hook that looks well may have failed so long. */
const undetectedFailureHours = 49;

/** The last moment of which it is sure that webhooks told of it, when all of them were well at that time. */
export const lastCertainDelivery = (healthyAt: string): string =>
  new Date(Date.parse(healthyAt) - undetectedFailureHours * 3_600_000).toISOString();
