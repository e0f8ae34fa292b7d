import { toAlert } from "../../domain/alert";
import { Failure, isTransient } from "../../domain/failure";
import { matchingWebhooks } from "../../domain/registeredWebhook";
import {
  type WebhookHealth,
  isRepairable,
  type ObservedWebhooks,
  type UnhealthyWebhook,
  unhealthyWebhooks,
} from "../../domain/webhookHealth";
import type { Alerts, Webhooks, Log, ReadWebhookSecrets } from "../../ports";
import { catchFailure } from "../catchFailure";
import { ensureWebhook } from "./ensureWebhook";

export interface RepairWebhooksPorts {
  /** As they are now: what was cached before a rotation would undo it. */
  readonly secrets: ReadWebhookSecrets;
  readonly alerts: Alerts;
  readonly log: Log;
}

export interface RepairWebhooksRules {
  readonly webhookUrl: string;
  /** The events that BigCommerce is to tell of; none where it cannot reach us. */
  readonly watchedScopes: readonly string[];
}

export interface RepairWebhooksContext {
  readonly ports: RepairWebhooksPorts;
  readonly rules: RepairWebhooksRules;
  readonly webhooks: Webhooks;
  readonly traceId: string;
}

/** How the webhooks are, and what kept people from being told of it. */
export interface WebhookRepair {
  readonly health: WebhookHealth;
  readonly alertFailure?: Failure;
}

/**
 * Compares the store's webhooks with those that should be there, mends what differs and tells people
 * once. Nothing of it keeps a poll from its orders, not even that nobody can be told: polls are the net
 * for webhooks that fail.
 */
export const repairWebhooks = async (work: RepairWebhooksContext): Promise<WebhookRepair> => {
  const { rules, ports, traceId } = work;
  if (rules.watchedScopes.length === 0) return { health: "unknown" };
  const look = await catchFailure(() => inspectWebhooks(work));
  if (look instanceof Failure) {
    return withAlert("unknown", () => alertCheckFailed(work, look));
  }
  ports.log("webhooks.checked", { traceId, unwell: look.unhealthy.map(describe) });
  if (look.unhealthy.length === 0) return { health: "healthy" };
  const problem = await repairAll(work, look);
  return withAlert("unhealthy", () => alertUnhealthy(work, look.unhealthy, problem));
};

const withAlert = async (
  health: WebhookHealth,
  tell: () => Promise<void>,
): Promise<WebhookRepair> => {
  const alertFailure = await catchFailure(tell);
  return alertFailure instanceof Failure ? { health, alertFailure } : { health };
};

interface Inspection {
  readonly unhealthy: readonly UnhealthyWebhook[];
  readonly observed: ObservedWebhooks;
}

const inspectWebhooks = async ({
  webhooks,
  ports,
  rules,
}: RepairWebhooksContext): Promise<Inspection> => {
  const { secret, previousSecret } = await ports.secrets();
  const observed = { list: await webhooks.list(), admin: await webhooks.admin() };
  const watched = rules.watchedScopes.map((scope) => ({
    scope,
    destination: rules.webhookUrl,
    secret,
    previousSecret,
  }));
  return { unhealthy: unhealthyWebhooks(watched, observed), observed };
};

/** Answers the first thing that went wrong with it; the next poll goes on from there. */
const repairAll = async (
  { webhooks }: RepairWebhooksContext,
  { unhealthy, observed }: Inspection,
): Promise<Failure | undefined> => {
  for (const one of unhealthy.filter(isRepairable)) {
    const mended = await catchFailure(() => repair(webhooks, one, observed));
    if (mended instanceof Failure) return mended;
  }
  return undefined;
};

/** Written to even when it looks well in the list of hooks, since elsewhere it does not. */
const repair = async (
  hooks: Webhooks,
  { webhook, problem }: UnhealthyWebhook,
  known: ObservedWebhooks,
) => {
  const [first] = matchingWebhooks(known.list, webhook);
  if (first && problem === "inactive") await hooks.update(first.id, webhook);
  await ensureWebhook(hooks, webhook);
};

const describe = ({ webhook: { scope }, problem }: UnhealthyWebhook): string =>
  `${scope} ${problem}`;

const alertUnhealthy = async (
  { ports, traceId }: RepairWebhooksContext,
  unwell: readonly UnhealthyWebhook[],
  problem: Failure | undefined,
): Promise<void> => {
  const failure = new Failure(
    "webhook.unhealthy",
    `Found ${unwell.map(describe).join(", ")}${problem ? `; ${problem.message}` : ""}`,
  );
  const isMended = !problem && unwell.every(isRepairable);
  const summary = isMended ? "Webhooks were not well and were mended" : "Webhooks are not well";
  const automaticAction = isMended
    ? "It has put them right, and compares the stored orders with all that changed meanwhile; new orders are found by polls anyway."
    : "Each poll looks at them again and puts right what it can; meanwhile polls bring what webhooks do not.";
  const { code, message } = failure;
  ports.log("webhooks.unhealthy", { traceId, code, summary, error: message }, "warn");
  await ports.alerts.publish(
    toAlert(failure, { source: "poll-orders", summary, automaticAction, traceId }),
  );
};

const alertCheckFailed = async ({ ports, traceId }: RepairWebhooksContext, failure: Failure) => {
  const { code, message, logFields } = failure;
  const summary = "The webhooks were not checked";
  ports.log("webhooks.check-failed", { traceId, code, error: message, ...logFields }, "warn");
  if (isTransient(failure)) return;
  const automaticAction = "The next poll checks them. Orders are polled all the same.";
  await ports.alerts.publish(
    toAlert(failure, { source: "poll-orders", summary, automaticAction, traceId }),
  );
};
