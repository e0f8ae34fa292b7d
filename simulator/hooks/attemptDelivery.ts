import type { Behaviour } from "../behaviour";
import type { Blocklist } from "./blocklist";
import type { Clock } from "../clock";
import { isSuccess, type Delivery } from "./delivery";
import type { RaiseException } from "./deliveryExceptions";
import { hostnameOf, type Hook } from "./hook";
import type { HookRegistry } from "./hookRegistry";
import { signatureHeaders, type WebhookEvent } from "./webhookEvent";
import type { WebhookSender } from "./webhookSender";

/** After each failure, the wait before the next of eleven retries; 48 h 04 m in all. */
export const retryDelaysMs = [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400].map(
  (seconds) => seconds * 1000,
);

export interface AttemptParts {
  readonly clock: Clock;
  readonly hooks: HookRegistry;
  readonly behaviour: Behaviour;
  readonly blocklist: Blocklist;
  readonly send: WebhookSender;
  readonly raise: RaiseException;
  readonly secretOf: (clientId: string) => string | undefined;
  readonly mail: (clientId: string, subject: string) => void;
}

/** One event on its way to one hook. */
export interface Errand {
  readonly hook: Hook;
  readonly event: WebhookEvent;
  readonly delivery: Delivery;
}

const headersOf = (
  { behaviour, clock, secretOf }: AttemptParts,
  { hook, event }: Errand,
): Record<string, string> => {
  const secret = behaviour.signWebhooks ? secretOf(hook.clientId) : undefined;
  return {
    "content-type": "application/json",
    "user-agent": "BigCommerce-Simulator",
    ...(secret ? signatureHeaders(event, secret, clock.now()) : {}),
    ...hook.headers,
  };
};

/** The status answered, or the words of what went wrong. */
const post = async (parts: AttemptParts, errand: Errand): Promise<number | string> => {
  const request = {
    url: errand.hook.destination,
    headers: headersOf(parts, errand),
    body: errand.event.body,
  };
  try {
    return await parts.send(request, parts.behaviour.callbackTimeoutMs);
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
};

/** Counts the attempt for its domain, and shuts the domain out when that was one failure too many. */
const countAttempt = (
  { blocklist, mail, raise }: AttemptParts,
  { hook }: Errand,
  result: number | string,
): void => {
  const domain = hostnameOf(hook.destination);
  const failure = typeof result === "number" ? `Status ${result}` : result;
  if (!blocklist.note(hook.clientId, domain, isSuccess(result) ? undefined : failure)) return;
  mail(hook.clientId, `Domain ${domain} is blocked for 3 minutes`);
  raise(hook, 90003);
};

const giveUp = ({ hooks, raise }: AttemptParts, { hook, delivery }: Errand): void => {
  delivery.state = "failed";
  if (hook.isActive) hooks.deactivate(hook, "deliveries failed for 48 hours");
  raise(hook, 90002);
};

const tryLater = (parts: AttemptParts, errand: Errand, tried: number): void => {
  const delay = retryDelaysMs[tried];
  if (delay === undefined) giveUp(parts, errand);
  else
    parts.clock.schedule(parts.clock.now() + delay, () =>
      attemptDelivery(parts, errand, tried + 1),
    );
};

const meetBlock = (parts: AttemptParts, errand: Errand, tried: number): void => {
  errand.delivery.attempts.push({ at: parts.clock.now(), result: "blocked" });
  if (parts.behaviour.blockedEvents === "lost") errand.delivery.state = "dropped";
  else tryLater(parts, errand, tried);
};

/** Delivers, or arranges the next try. What a hook missed while it was switched off is gone: there is no replay. */
export const attemptDelivery = async (
  parts: AttemptParts,
  errand: Errand,
  tried = 0,
): Promise<void> => {
  const { hook, delivery } = errand;
  if (!hook.isActive || parts.hooks.find(hook.id) !== hook) {
    delivery.state = "dropped";
    return;
  }
  if (parts.blocklist.isBlocked(hook.clientId, hostnameOf(hook.destination)))
    return meetBlock(parts, errand, tried);
  const at = parts.clock.now();
  const result = await post(parts, errand);
  delivery.attempts.push({ at, result });
  countAttempt(parts, errand, result);
  if (isSuccess(result)) {
    delivery.state = "delivered";
    return;
  }
  if (tried < retryDelaysMs.length) parts.raise(hook, 90001);
  tryLater(parts, errand, tried);
};
