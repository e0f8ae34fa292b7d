import {
  type DesiredWebhook,
  isInDesiredState,
  matchingWebhooks,
  type RegisteredWebhook,
} from "../../domain/registeredWebhook";
import type { Webhooks } from "../../ports";

/**
 * Brings a webhook at BigCommerce to its desired state, once, active and with its secret: adopts and
 * updates the registered one, removes duplicates, or creates it. Idempotent.
 */
export const ensureWebhook = async (webhooks: Webhooks, desired: DesiredWebhook): Promise<void> => {
  if (await adopt(webhooks, await webhooks.list(), desired)) return;
  const refusal = await webhooks.create(desired);
  // Another client may have created the webhook first, or the response to an earlier request was lost.
  if (refusal && !(await adopt(webhooks, await webhooks.list(), desired))) throw refusal;
};

/** False when there is none to adopt. */
const adopt = async (
  webhooks: Webhooks,
  registered: readonly RegisteredWebhook[],
  desired: DesiredWebhook,
): Promise<boolean> => {
  const [first, ...duplicates] = matchingWebhooks(registered, desired);
  for (const { id } of duplicates) await webhooks.remove(id);
  if (!first) return false;
  return isInDesiredState(first, desired) || webhooks.update(first.id, desired);
};

/** Points a webhook to its new destination, which takes effect sooner than a new webhook would. */
export const moveWebhook = async (
  webhooks: Webhooks,
  from: Pick<DesiredWebhook, "scope" | "destination">,
  desired: DesiredWebhook,
): Promise<void> => {
  if (from.destination === desired.destination) return;
  const registered = await webhooks.list();
  const isThere = matchingWebhooks(registered, desired).length > 0;
  for (const { id } of matchingWebhooks(registered, from)) {
    if (isThere) await webhooks.remove(id);
    else await webhooks.update(id, desired);
  }
};

/** Removes every webhook of this scope and destination; false when the store lists none. Idempotent. */
export const removeWebhook = async (
  webhooks: Webhooks,
  which: Pick<DesiredWebhook, "scope" | "destination">,
): Promise<boolean> => {
  const registered = matchingWebhooks(await webhooks.list(), which);
  for (const { id } of registered) await webhooks.remove(id);
  return registered.length > 0;
};
