import type { WebhookSecrets } from "../../domain/webhookAuth";
import type { WebhookVerdict } from "../../domain/webhookVerification";
import type { Clock, ReadWebhookSecrets } from "../../ports";

/** A container reads past its cache this often at most, so that forgeries do not flood SSM. */
const minRereadMs = 10_000;

interface CurrentSecretsPorts {
  readonly secrets: ReadWebhookSecrets;
  readonly now: Clock;
}

type Verify = (secrets: WebhookSecrets) => WebhookVerdict;

const isUnauthentic = (verdict: WebhookVerdict): boolean =>
  verdict.kind === "refuse" && verdict.httpStatus === 401;

/**
 * Verifies with the cached secrets, and after a refusal with the current ones: a rotation reaches
 * BigCommerce's webhooks within seconds, and BigCommerce blocks a webhook that is refused too often.
 */
export const withCurrentSecrets = ({ secrets, now }: CurrentSecretsPorts) => {
  let rereadAt = -Infinity;
  return async (verify: Verify): Promise<WebhookVerdict> => {
    const verdict = verify(await secrets());
    const at = now().getTime();
    if (!isUnauthentic(verdict) || at - rereadAt < minRereadMs) return verdict;
    rereadAt = at;
    return verify(await secrets({ fresh: true }));
  };
};
