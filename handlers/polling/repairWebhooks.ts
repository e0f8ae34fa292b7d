import { toAlert } from "../../domain/alert";
import { Failure, isTransient } from "../../domain/failure";
import { matchingWebhooks, type WebhookAdmin } from "../../domain/registeredWebhook";
import {
  isRepairable,
  type ObservedWebhooks,
  type UnhealthyWebhook,
  unhealthyWebhooks,
  type WebhookHealth,
} from "../../domain/webhookHealth";
import type { Alerts, Log, ReadWebhookSecrets, Webhooks } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";
import { ensureWebhook } from "./ensureWebhook";

export interface RepairWebhooksPorts {
  /** Read past the cache: a secret cached before a rotation would undo the rotation. */
  readonly secrets: ReadWebhookSecrets;
  readonly alerts: Alerts;
  readonly log: Log;
}

export interface RepairWebhooksRules {
  readonly webhookUrl: string;
  /** A webhook is expected for each of these events; for none where BigCommerce cannot reach the URL. */
  readonly watchedScopes: readonly string[];
}

export interface RepairWebhooksContext {
  readonly ports: RepairWebhooksPorts;
  readonly rules: RepairWebhooksRules;
  readonly webhooks: Webhooks;
  readonly traceId: string;
}

/** How healthy the webhooks were, and the failure of an alert about them. */
export interface WebhookRepair {
  readonly health: WebhookHealth;
  readonly alertFailure?: Failure;
}

/**
 * Compares the store's webhooks with the expected ones, repairs the differences and sends one alert.
 * Nothing that fails here stops the poll, not even the alert: polls are the safety net for webhooks.
 */
export const repairWebhooks = async (context: RepairWebhooksContext): Promise<WebhookRepair> => {
  const { rules, ports, traceId } = context;
  if (rules.watchedScopes.length === 0) return { health: "unknown" };
  const inspection = await resultOrFailure(() => inspect(context));
  if (inspection instanceof Failure)
    return withAlert("unknown", () => alertCheckFailed(context, inspection));
  const { unhealthy, unseen } = inspection;
  ports.log("webhooks.checked", { traceId, unhealthy: unhealthy.map(describe) });
  if (unhealthy.length > 0) {
    const problem = await repairAll(context, inspection);
    return withAlert("unhealthy", () => alertUnhealthy(context, unhealthy, problem));
  }
  return unseen
    ? withAlert("unknown", () => alertCheckFailed(context, unseen))
    : { health: "healthy" };
};

const withAlert = async (
  health: WebhookHealth,
  alert: () => Promise<void>,
): Promise<WebhookRepair> => {
  const alertFailure = await resultOrFailure(alert);
  return alertFailure instanceof Failure ? { health, alertFailure } : { health };
};

interface Inspection {
  readonly unhealthy: readonly UnhealthyWebhook[];
  readonly observed: ObservedWebhooks;
  /** Why BigCommerce's own view is not among what was observed. */
  readonly unseen?: Failure;
}

const noAdmin: WebhookAdmin = { hooks_list: [], blocked_domains: [] };

const inspect = async ({ webhooks, ports, rules }: RepairWebhooksContext): Promise<Inspection> => {
  const { secret, previousSecret } = await ports.secrets();
  const list = await webhooks.list();
  // What the list shows is repaired, also while `/hooks/admin` does not respond.
  const admin = await resultOrFailure(() => webhooks.admin());
  const unseen = admin instanceof Failure ? admin : undefined;
  const observed = { list, admin: admin instanceof Failure ? noAdmin : admin };
  const { webhookUrl: destination } = rules;
  const expected = rules.watchedScopes.map((scope) => ({
    scope,
    destination,
    secret,
    previousSecret,
  }));
  return { unhealthy: unhealthyWebhooks(expected, observed), observed, unseen };
};

/** Returns the first repair that failed; the next poll continues from there. */
const repairAll = async (
  { webhooks }: RepairWebhooksContext,
  { unhealthy, observed }: Inspection,
): Promise<Failure | undefined> => {
  for (const one of unhealthy.filter(isRepairable)) {
    const repaired = await resultOrFailure(() => repair(webhooks, one, observed));
    if (repaired instanceof Failure) return repaired;
  }
  return undefined;
};

/** An inactive webhook is updated even where the list shows it active, since `/hooks/admin` does not. */
const repair = async (
  webhooks: Webhooks,
  { webhook, problem }: UnhealthyWebhook,
  observed: ObservedWebhooks,
) => {
  const [first] = matchingWebhooks(observed.list, webhook);
  if (first && problem === "inactive") await webhooks.update(first.id, webhook);
  await ensureWebhook(webhooks, webhook);
};

const describe = ({ webhook: { scope }, problem }: UnhealthyWebhook): string =>
  `${scope} ${problem}`;

const alertUnhealthy = async (
  { ports, traceId }: RepairWebhooksContext,
  unhealthy: readonly UnhealthyWebhook[],
  problem: Failure | undefined,
): Promise<void> => {
  const failure = new Failure(
    "webhook.unhealthy",
    `Found ${unhealthy.map(describe).join(", ")}${problem ? `; ${problem.message}` : ""}`,
  );
  const isRepaired = !problem && unhealthy.every(isRepairable);
  const summary = isRepaired
    ? "Webhooks were unhealthy and have been repaired"
    : "Webhooks are unhealthy";
  const automaticAction = isRepaired
    ? "This poll also compares the stored orders with everything that changed meanwhile; new orders are found by polls anyway."
    : "Each poll checks the webhooks again and repairs what it can; meanwhile polls find what webhooks miss.";
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
  const automaticAction = "The next poll checks the webhooks. Orders are polled all the same.";
  await ports.alerts.publish(
    toAlert(failure, { source: "poll-orders", summary, automaticAction, traceId }),
  );
};
