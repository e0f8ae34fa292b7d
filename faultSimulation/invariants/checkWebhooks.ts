import { scopesOf, webhookUrl } from "../service/webhooks";
import { secrets } from "../world/setup";
import type { World } from "../world/world";
import type { Violation } from "./violation";

const header = "X-Webhook-Secret";

/** Every webhook is in its desired state at quiescence: a poll repaired what staff had changed or deleted. */
export const checkWebhooks = ({ store, scenario }: World): Violation[] =>
  scopesOf(scenario).flatMap((scope) => {
    const hooks = store.hooks().filter((hook) => hook["scope"] === scope);
    const healthy = hooks.filter(
      (hook) =>
        hook["is_active"] === true &&
        hook["destination"] === webhookUrl &&
        (hook["headers"] as Record<string, unknown> | null)?.[header] === secrets.webhookSecret,
    );
    if (hooks.length === 1 && healthy.length === 1) return [];
    const invariant = "webhooks are repaired";
    const actual = `${scope}: ${hooks.length} webhooks, ${healthy.length} of them healthy`;
    return [{ invariant, expected: "one, active, with the secret", actual }];
  });
