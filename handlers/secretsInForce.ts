import type { WebhookVerdict } from "../domain/webhookVerification";
import type { WebhookSecrets } from "../domain/webhookAuth";
import type { Clock, ReadWebhookSecrets } from "../ports";

/** Forgeries must not flood SSM: a container reads past its cache this often at most. */
const shortestPauseMs = 10_000;

interface SecretsInForcePorts {
  readonly secrets: ReadWebhookSecrets;
  readonly now: Clock;
}

type Judge = (secrets: WebhookSecrets) => WebhookVerdict;

const isUnauthentic = (verdict: WebhookVerdict): boolean =>
  verdict.kind === "refuse" && verdict.httpStatus === 401;

/**
 * Judges by the secrets that the container knows, and where those refuse, by the ones in force: a
 * rotation reaches BigCommerce's hooks within seconds, and a hook that is refused too often is blocked.
 */
export const secretsInForce = ({ secrets, now }: SecretsInForcePorts) => {
  let readAnewAt = -Infinity;
  return async (judge: Judge): Promise<WebhookVerdict> => {
    const verdict = judge(await secrets());
    const at = now().getTime();
    if (!isUnauthentic(verdict) || at - readAnewAt < shortestPauseMs) return verdict;
    readAnewAt = at;
    return judge(await secrets({ fresh: true }));
  };
};
