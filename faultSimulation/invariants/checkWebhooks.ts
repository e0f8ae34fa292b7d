import { webhookUrl, scopesOf } from "../service/webhooks";
import { secrets } from "../world/setup";
import type { World } from "../world/world";
import type { Violation } from "./violation";

const header = "X-Webhook-Secret";

/** Each webhook once all is quiet: whoever spoiled it, a poll has put it right. */
export const checkWebhooks = ({ store, scenario }: World): Violation[] =>
  scopesOf(scenario).flatMap((scope) => {
    const hooks = store.hooks().filter((hook) => hook["scope"] === scope);
    const well = hooks.filter(
      (hook) =>
        hook["is_active"] === true &&
        hook["destination"] === webhookUrl &&
        (hook["headers"] as Record<string, unknown> | null)?.[header] === secrets.webhookSecret,
    );
    if (hooks.length === 1 && well.length === 1) return [];
    const invariant = "webhooks that were spoiled are put right";
    const actual = `${scope}: ${hooks.length} hooks, ${well.length} of them well`;
    return [{ invariant, expected: "one, active and with the secret", actual }];
  });
