import type { Behaviour } from "../behaviour";
import type { Clock } from "../clock";
import type { Blocklist } from "./blocklist";
import { type Delivery, isSuccess } from "./delivery";
import type { RaiseException } from "./deliveryExceptions";
import { type Hook, hostnameOf } from "./hook";
import type { HookRegistry } from "./hookRegistry";
import { signatureHeaders, type WebhookEvent } from "./webhookEvent";
import type { WebhookSender } from "./webhookSender";

/** The delay before each of the eleven retries; 48 h 04 m in total. */
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
  readonly sendMail: (clientId: string, subject: string) => void;
}

/** The delivery of one event to one hook, over all its attempts. */
export interface DeliveryJob {
  readonly hook: Hook;
  readonly event: WebhookEvent;
  readonly delivery: Delivery;
}

const headersOf = (
  { behaviour, clock, secretOf }: AttemptParts,
  { hook, event }: DeliveryJob,
): Record<string, string> => {
  const secret = behaviour.signWebhooks ? secretOf(hook.clientId) : undefined;
  return {
    "content-type": "application/json",
    "user-agent": "BigCommerce-Simulator",
    ...(secret ? signatureHeaders(event, secret, clock.now()) : {}),
    ...hook.headers,
  };
};

/** The status of the response, or the message of the error. */
const post = async (parts: AttemptParts, job: DeliveryJob): Promise<number | string> => {
  const request = {
    url: job.hook.destination,
    headers: headersOf(parts, job),
    body: job.event.body,
  };
  try {
    return await parts.send(request, parts.behaviour.callbackTimeoutMs);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Records the attempt for its domain, and reports when this failure blocks the domain. */
const recordAttempt = (
  { blocklist, sendMail, raise }: AttemptParts,
  { hook }: DeliveryJob,
  result: number | string,
): void => {
  const domain = hostnameOf(hook.destination);
  const failure = typeof result === "number" ? `Status ${result}` : result;
  if (!blocklist.record(hook.clientId, domain, isSuccess(result) ? undefined : failure)) return;
  sendMail(hook.clientId, `Domain ${domain} is blocked for 3 minutes`);
  raise(hook, 90003);
};

const failDelivery = ({ hooks, raise }: AttemptParts, { hook, delivery }: DeliveryJob): void => {
  delivery.state = "failed";
  if (hook.isActive) hooks.deactivate(hook, "deliveries failed for 48 hours");
  raise(hook, 90002);
};

const scheduleRetry = (parts: AttemptParts, job: DeliveryJob, retries: number): void => {
  const delay = retryDelaysMs[retries];
  if (delay === undefined) failDelivery(parts, job);
  else
    parts.clock.schedule(parts.clock.now() + delay, () => attemptDelivery(parts, job, retries + 1));
};

const recordBlocked = (parts: AttemptParts, job: DeliveryJob, retries: number): void => {
  job.delivery.attempts.push({ at: parts.clock.now(), result: "blocked" });
  if (parts.behaviour.blockedEvents === "lost") job.delivery.state = "dropped";
  else scheduleRetry(parts, job, retries);
};

/** Delivers or schedules a retry. Events for an inactive hook are lost, since BigCommerce replays none. */
export const attemptDelivery = async (
  parts: AttemptParts,
  job: DeliveryJob,
  retries = 0,
): Promise<void> => {
  const { hook, delivery } = job;
  if (!hook.isActive || parts.hooks.find(hook.id) !== hook) {
    delivery.state = "dropped";
    return;
  }
  if (parts.blocklist.isBlocked(hook.clientId, hostnameOf(hook.destination)))
    return recordBlocked(parts, job, retries);
  const at = parts.clock.now();
  const result = await post(parts, job);
  delivery.attempts.push({ at, result });
  recordAttempt(parts, job, result);
  if (isSuccess(result)) {
    delivery.state = "delivered";
    return;
  }
  if (retries < retryDelaysMs.length) parts.raise(hook, 90001);
  scheduleRetry(parts, job, retries);
};
