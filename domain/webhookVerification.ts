import { createHash } from "node:crypto";
import { parseJson } from "./parseJson";
import { checkSignature, hasSecret, type HttpRequest, type WebhookSecrets } from "./webhookAuth";
import { parseEnvelope, parseEvent, Scope, type WebhookEvent } from "./webhookEvent";

export interface WebhookRules {
  readonly storeHash: string;
  /** The events that this service registered webhooks for. */
  readonly scopes: readonly string[];
  readonly requireSignature: boolean;
}

const maxBodyBytes = 64 * 1024;

/** An event that was verified to be authentic. */
export interface AuthenticEvent extends WebhookEvent {
  /** An idempotency key: the same for each delivery of one event. */
  readonly eventId: string;
  readonly signed: boolean;
}

export type WebhookVerdict =
  | { readonly kind: "queue"; readonly event: AuthenticEvent; readonly why: string }
  | { readonly kind: "ignore"; readonly why: string }
  /** Authentic, and of no use: a refusal would make BigCommerce deactivate the webhook for all orders. */
  | { readonly kind: "unusable"; readonly why: string }
  | { readonly kind: "refuse"; readonly httpStatus: 401 | 413; readonly why: string };

const unusable = (why: string): WebhookVerdict => ({ kind: "unusable", why });

const refuse = (httpStatus: 401 | 413, why: string): WebhookVerdict => ({
  kind: "refuse",
  httpStatus,
  why,
});

/** Verifies a request: its size, then secret and signature, and only then its content. */
export const verifyWebhook = (
  request: HttpRequest,
  secrets: WebhookSecrets,
  rules: WebhookRules,
  now: Date,
): WebhookVerdict => {
  const { length } = request.body;
  if (length > maxBodyBytes)
    return refuse(413, `expected a body of at most ${maxBodyBytes} bytes, got ${length}`);
  if (!hasSecret(request, secrets)) return refuse(401, "missing or wrong x-webhook-secret");
  const signature = checkSignature(request, secrets, now);
  if (signature === "wrong") return refuse(401, "wrong or outdated webhook-signature");
  if (signature === "absent" && rules.requireSignature)
    return refuse(401, "missing webhook-signature");
  return verifyBody(request, rules, signature === "valid");
};

const verifyBody = (request: HttpRequest, rules: WebhookRules, signed: boolean): WebhookVerdict => {
  const body = parseJson(request.body.toString("utf8"));
  if (body === undefined) return unusable("expected a JSON body");
  const envelope = parseEnvelope(body);
  if (typeof envelope === "string") return unusable(envelope);
  const { producer = `stores/${rules.storeHash}` } = envelope;
  if (producer !== `stores/${rules.storeHash}`) return unusable("expected this store at producer");
  if (!rules.scopes.includes(envelope.scope)) return { kind: "ignore", why: "another scope" };
  const event = parseEvent(body, envelope);
  if (typeof event === "string") return unusable(event);
  const why = event.scope === Scope.CartConverted ? "a new order" : "the order may have changed";
  return { kind: "queue", why, event: { ...event, eventId: eventIdOf(request, signed), signed } };
};

/** The stored row of an event that was received before. */
export interface EventTrace {
  readonly receivedAt: string;
  readonly decision: string;
}

/** BigCommerce redelivers an event for two days. */
const deduplicationMs = 72 * 3_600_000;

/**
 * Only a signed id identifies one event: two edits in one second have equal bodies. And only a duplicate of
 * an event that was queued may be ignored.
 */
export const isDuplicate = (
  { signed }: AuthenticEvent,
  trace: EventTrace | undefined,
  now: Date,
): boolean =>
  signed &&
  trace?.decision === "queued" &&
  now.getTime() - Date.parse(trace.receivedAt) < deduplicationMs;

const eventIdOf = ({ headers, body }: HttpRequest, signed: boolean): string =>
  (signed && headers["webhook-id"]) || createHash("sha256").update(body).digest("hex");
