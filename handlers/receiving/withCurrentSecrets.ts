import type { WebhookVerdict } from "../../domain/webhookVerification";
import type { WebhookSecrets } from "../../domain/webhookAuth";
import type { Clock, ReadWebhookSecrets } from "../../ports";

/** Forgeries must not flood SSM: a container reads past its cache this often at most. */
const minRereadMs = 10_000;

interface CurrentSecretsPorts {
  readonly secrets: ReadWebhookSecrets;
  readonly now: Clock;
}

type Verify = (secrets: WebhookSecrets) => WebhookVerdict;

const isUnauthentic = (verdict: WebhookVerdict): boolean =>
  verdict.kind === "refuse" && verdict.httpStatus === 401;

/**
 * Judges by the secrets that the container knows, and where those refuse, by the ones in force: a
 * rotation reaches BigCommerce's hooks within seconds, and a hook that is refused too often is blocked.
 */
export const withCurrentSecrets = ({ secrets, now }: CurrentSecretsPorts) => {
  let rereadAt = -Infinity;
  return async (judge: Verify): Promise<WebhookVerdict> => {
    const verdict = judge(await secrets());
    const at = now().getTime();
    if (!isUnauthentic(verdict) || at - rereadAt < minRereadMs) return verdict;
    rereadAt = at;
    return judge(await secrets({ fresh: true }));
  };
};
