import { toAlert } from "../domain/alert";
import { Failure, isTransient } from "../domain/failure";
import { matchingWebhooks } from "../domain/registeredWebhook";
import {
  type WebhookHealth,
  isRepairable,
  type ObservedWebhooks,
  type UnhealthyWebhook,
  unhealthyWebhooks,
} from "../domain/webhookHealth";
import type { Alerts, Webhooks, Log, ReadWebhookSecrets } from "../ports";
import { catchFailure } from "./catchFailure";
import { registerHook } from "./registerHook";

export interface CheckHooksPorts {
  /** As they are now: what was cached before a rotation would undo it. */
  readonly secrets: ReadWebhookSecrets;
  readonly alerts: Alerts;
  readonly log: Log;
}

export interface CheckHooksRules {
  readonly webhookUrl: string;
  /** The events that BigCommerce is to tell of; none where it cannot reach us. */
  readonly watchedScopes: readonly string[];
}

export interface CheckHooksWork {
  readonly ports: CheckHooksPorts;
  readonly rules: CheckHooksRules;
  readonly hooks: Webhooks;
  readonly traceId: string;
}

/** How the webhooks are, and what kept people from being told of it. */
export interface HookCheck {
  readonly health: WebhookHealth;
  readonly untold?: Failure;
}

/**
 * Compares the store's webhooks with those that should be there, mends what differs and tells people
 * once. Nothing of it keeps a poll from its orders, not even that nobody can be told: polls are the net
 * for webhooks that fail.
 */
export const checkHooks = async (work: CheckHooksWork): Promise<HookCheck> => {
  const { rules, ports, traceId } = work;
  if (rules.watchedScopes.length === 0) return { health: "unknown" };
  const look = await catchFailure(() => lookAtHooks(work));
  if (look instanceof Failure) {
    return told("unknown", () => tellUnchecked(work, look));
  }
  ports.log("hooks.checked", { traceId, unwell: look.unwell.map(inWords) });
  if (look.unwell.length === 0) return { health: "well" };
  const problem = await mendAll(work, look);
  return told("unwell", () => tellUnwell(work, look.unwell, problem));
};

const told = async (health: WebhookHealth, tell: () => Promise<void>): Promise<HookCheck> => {
  const untold = await catchFailure(tell);
  return untold instanceof Failure ? { health, untold } : { health };
};

interface Look {
  readonly unwell: readonly UnhealthyWebhook[];
  readonly known: ObservedWebhooks;
}

const lookAtHooks = async ({ hooks, ports, rules }: CheckHooksWork): Promise<Look> => {
  const { secret, previousSecret } = await ports.secrets();
  const known = { list: await hooks.list(), admin: await hooks.admin() };
  const watched = rules.watchedScopes.map((scope) => ({
    scope,
    destination: rules.webhookUrl,
    secret,
    previousSecret,
  }));
  return { unwell: unhealthyWebhooks(watched, known), known };
};

/** Answers the first thing that went wrong with it; the next poll goes on from there. */
const mendAll = async (
  { hooks }: CheckHooksWork,
  { unwell, known }: Look,
): Promise<Failure | undefined> => {
  for (const one of unwell.filter(isRepairable)) {
    const mended = await catchFailure(() => mend(hooks, one, known));
    if (mended instanceof Failure) return mended;
  }
  return undefined;
};

/** Written to even when it looks well in the list of hooks, since elsewhere it does not. */
const mend = async (
  hooks: Webhooks,
  { webhook, problem }: UnhealthyWebhook,
  known: ObservedWebhooks,
) => {
  const [first] = matchingWebhooks(known.list, webhook);
  if (first && problem === "inactive") await hooks.update(first.id, webhook);
  await registerHook(hooks, webhook);
};

const inWords = ({ webhook: { scope }, problem }: UnhealthyWebhook): string =>
  `${scope} ${problem}`;

const tellUnwell = async (
  { ports, traceId }: CheckHooksWork,
  unwell: readonly UnhealthyWebhook[],
  problem: Failure | undefined,
): Promise<void> => {
  const failure = new Failure(
    "hook.unwell",
    `Found ${unwell.map(inWords).join(", ")}${problem ? `; ${problem.message}` : ""}`,
  );
  const isMended = !problem && unwell.every(isRepairable);
  const what = isMended ? "Webhooks were not well and were mended" : "Webhooks are not well";
  const outlook = isMended
    ? "It has put them right, and compares the stored orders with all that changed meanwhile; new orders are found by polls anyway."
    : "Each poll looks at them again and puts right what it can; meanwhile polls bring what webhooks do not.";
  const { code, message } = failure;
  ports.log("hooks.unwell", { traceId, code, what, error: message }, "warn");
  await ports.alerts.raise(toAlert(failure, { source: "poll-orders", what, outlook, traceId }));
};

const tellUnchecked = async ({ ports, traceId }: CheckHooksWork, failure: Failure) => {
  const { code, message, details } = failure;
  const what = "The webhooks were not checked";
  ports.log("hooks.unchecked", { traceId, code, error: message, ...details }, "warn");
  if (isTransient(failure)) return;
  const outlook = "The next poll checks them. Orders are polled all the same.";
  await ports.alerts.raise(toAlert(failure, { source: "poll-orders", what, outlook, traceId }));
};
