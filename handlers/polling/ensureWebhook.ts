import {
  type RegisteredWebhook,
  matchingWebhooks,
  isInDesiredState,
  type DesiredWebhook,
} from "../../domain/registeredWebhook";
import type { Webhooks } from "../../ports";

/**
 * Makes BigCommerce have this hook, active, with its secret, and once: adopts what is there, mends
 * it, removes its doubles, or creates it. Changes nothing where all is well.
 */
export const ensureWebhook = async (hooks: Webhooks, wanted: DesiredWebhook): Promise<void> => {
  if (await adopt(hooks, await hooks.list(), wanted)) return;
  const refusal = await hooks.create(wanted);
  // Somebody may have been quicker, or the answer to a first sending was lost.
  if (refusal && !(await adopt(hooks, await hooks.list(), wanted))) throw refusal;
};

/** False when there is none to adopt. */
const adopt = async (
  hooks: Webhooks,
  known: readonly RegisteredWebhook[],
  wanted: DesiredWebhook,
): Promise<boolean> => {
  const [first, ...doubles] = matchingWebhooks(known, wanted);
  for (const { id } of doubles) await hooks.remove(id);
  if (!first) return false;
  return isInDesiredState(first, wanted) || hooks.update(first.id, wanted);
};

/** Points a hook to its new destination, which takes effect sooner than a new one would. */
export const moveWebhook = async (
  hooks: Webhooks,
  from: Pick<DesiredWebhook, "scope" | "destination">,
  wanted: DesiredWebhook,
): Promise<void> => {
  if (from.destination === wanted.destination) return;
  const known = await hooks.list();
  const isThere = matchingWebhooks(known, wanted).length > 0;
  for (const { id } of matchingWebhooks(known, from)) {
    if (isThere) await hooks.remove(id);
    else await hooks.update(id, wanted);
  }
};

/** Leaves no such hook; one that is gone already is fine. */
export const removeWebhook = async (
  hooks: Webhooks,
  which: Pick<DesiredWebhook, "scope" | "destination">,
): Promise<void> => {
  for (const { id } of matchingWebhooks(await hooks.list(), which)) await hooks.remove(id);
};
