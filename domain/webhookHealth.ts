import {
  type DesiredWebhook,
  isActive,
  matchingWebhooks,
  type RegisteredWebhook,
  secretOf,
  type WebhookAdmin,
} from "./registeredWebhook";

/** What can be wrong with a registered webhook. */
export type WebhookProblem = "missing" | "duplicated" | "inactive" | "changed" | "blocked";

/** A webhook's desired state; during a rotation one with the previous secret is healthy too. */
export interface ExpectedWebhook extends DesiredWebhook {
  readonly previousSecret: string;
}

export interface UnhealthyWebhook {
  readonly webhook: ExpectedWebhook;
  readonly problem: WebhookProblem;
}

/** Of all webhooks together; `unknown` when they could not be checked, or none is expected. */
export type WebhookHealth = "healthy" | "unhealthy" | "unknown";

/** The store's webhooks: its list, and its own view of their state. */
export interface ObservedWebhooks {
  readonly list: readonly RegisteredWebhook[];
  readonly admin: WebhookAdmin;
}

export const unhealthyWebhooks = (
  expected: readonly ExpectedWebhook[],
  observed: ObservedWebhooks,
): UnhealthyWebhook[] =>
  expected.flatMap((webhook) => {
    const problem = problemOf(webhook, observed);
    return problem ? { webhook, problem } : [];
  });

const problemOf = (
  expected: ExpectedWebhook,
  { list, admin }: ObservedWebhooks,
): WebhookProblem | undefined => {
  const [webhook, ...duplicates] = matchingWebhooks(list, expected);
  if (!webhook) return "missing";
  if (duplicates.length > 0) return "duplicated";
  if (!isActive(webhook) || isDeactivated(webhook, admin)) return "inactive";
  if (!hasExpectedSecret(webhook, expected)) return "changed";
  return isBlocked(expected, admin) ? "blocked" : undefined;
};

/** The list may show a webhook as active that BigCommerce has deactivated. */
const isDeactivated = ({ id }: RegisteredWebhook, { hooks_list }: WebhookAdmin): boolean =>
  hooks_list.some((one) => one.id === id && (one.status ?? "active") !== "active");

const hasExpectedSecret = (
  webhook: RegisteredWebhook,
  { secret, previousSecret }: ExpectedWebhook,
): boolean => [secret, previousSecret].some((known) => known !== "" && secretOf(webhook) === known);

/** BigCommerce blocks a whole domain for some minutes when too many deliveries fail. */
const isBlocked = ({ destination }: ExpectedWebhook, { blocked_domains }: WebhookAdmin): boolean =>
  blocked_domains.some((blocked) => hostOf(blocked.destination) === hostOf(destination));

const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).hostname : address;

/** Only time ends a block. */
export const isRepairable = ({ problem }: UnhealthyWebhook): boolean => problem !== "blocked";

/** BigCommerce redelivers an event for 48 hours and 4 minutes; a webhook that looks healthy may have failed that long. */
const undetectedFailureHours = 49;

/** The last instant whose events were certainly delivered, given when all webhooks were healthy. */
export const lastCertainDelivery = (healthyAt: string): string =>
  new Date(Date.parse(healthyAt) - undetectedFailureHours * 3_600_000).toISOString();
