import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import {
  coerce,
  create,
  type Infer,
  number,
  optional,
  string,
  StructError,
  type,
} from "superstruct";
import { OrderId } from "./order";

/** An HTTP request as the API hands it over: lower-case header names, raw decoded body. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface WebhookSecrets {
  readonly secret: string;
  /** Still accepted while a rotation is under way; empty otherwise. */
  readonly previousSecret: string;
  /** Key of Standard Webhooks signatures; empty when unknown. */
  readonly clientSecret: string;
}

export interface WebhookRules {
  readonly storeHash: string;
  readonly requireSignature: boolean;
}

/** BigCommerce sends this header because the hook is registered with it. */
export const secretHeader = "x-webhook-secret";

export const largestBody = 64 * 1024;

/** Five minutes, the tolerance of the Standard Webhooks specification. */
const signatureToleranceSeconds = 300;

/** Some scopes write ids as text. */
const AnyOrderId = coerce(OrderId, string(), (text) =>
  /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN,
);

const Envelope = type({
  scope: string(),
  producer: optional(string()),
  created_at: optional(number()),
});

const CartConverted = type({ data: type({ orderId: AnyOrderId }) });

/** What a webhook says, once it is known to be authentic. */
export interface WebhookEvent {
  readonly orderId: number;
  /** The same for each delivery of one event. */
  readonly eventId: string;
  readonly scope: string;
  /** ISO; undefined when BigCommerce did not say. */
  readonly createdAt?: string;
  readonly signed: boolean;
}

export type WebhookVerdict =
  | { readonly kind: "queue"; readonly event: WebhookEvent }
  | { readonly kind: "ignore"; readonly why: string }
  | { readonly kind: "refuse"; readonly httpStatus: 400 | 401 | 413; readonly why: string };

const refuse = (httpStatus: 400 | 401 | 413, why: string): WebhookVerdict => ({
  kind: "refuse",
  httpStatus,
  why,
});

/** Decides about a request: size, then secret and signature, and only then what it says. */
export const judgeWebhook = (
  request: HttpRequest,
  secrets: WebhookSecrets,
  rules: WebhookRules,
  now: Date,
): WebhookVerdict => {
  if (request.body.length > largestBody) {
    return refuse(
      413,
      `expected a body of at most ${largestBody} bytes, got ${request.body.length}`,
    );
  }
  if (!hasSecret(request, secrets)) return refuse(401, `missing or wrong ${secretHeader}`);
  const signature = checkSignature(request, secrets, now);
  if (signature === "wrong") return refuse(401, "wrong or outdated webhook-signature");
  if (signature === "absent" && rules.requireSignature)
    return refuse(401, "missing webhook-signature");
  return readEvent(request, rules, signature === "valid");
};

const hasSecret = (
  { headers }: HttpRequest,
  { secret, previousSecret }: WebhookSecrets,
): boolean => {
  const given = headers[secretHeader] ?? "";
  return [secret, previousSecret].some((known) => known !== "" && sameText(given, known));
};

/** Constant time whatever the lengths: digests are compared. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Standard Webhooks: `v1,` + base64(HMAC-SHA256(`id.timestamp.body`)), several separated by spaces.
 * BigCommerce keys it with the client secret's own bytes (its HTTPS webhook page).
 */
const checkSignature = (
  { headers, body }: HttpRequest,
  { clientSecret }: WebhookSecrets,
  now: Date,
): "absent" | "valid" | "wrong" => {
  const given = headers["webhook-signature"];
  if (given === undefined || clientSecret === "") return "absent";
  const { "webhook-id": id = "", "webhook-timestamp": timestamp = "" } = headers;
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (id === "" || !/^\d+$/.test(timestamp) || age > signatureToleranceSeconds) return "wrong";
  const hmac = createHmac("sha256", clientSecret).update(`${id}.${timestamp}.`).update(body);
  const expected = `v1,${hmac.digest("base64")}`;
  return given.split(" ").some((one) => sameText(one, expected)) ? "valid" : "wrong";
};

const readEvent = (request: HttpRequest, rules: WebhookRules, signed: boolean): WebhookVerdict => {
  try {
    const body: unknown = JSON.parse(request.body.toString("utf8"));
    const envelope = create(body, Envelope);
    if (envelope.producer !== `stores/${rules.storeHash}`)
      return refuse(401, "another store's webhook");
    if (envelope.scope !== "store/cart/converted") return { kind: "ignore", why: "another scope" };
    const { orderId } = create(body, CartConverted).data;
    return { kind: "queue", event: toEvent(request, envelope, orderId, signed) };
  } catch (error) {
    return refuse(400, problemOf(error));
  }
};

const problemOf = (error: unknown): string => {
  if (!(error instanceof StructError)) return "expected a JSON body";
  return `expected ${error.type} at ${error.path.join(".") || "the top of the body"}`;
};

const toEvent = (
  { headers, body }: HttpRequest,
  { scope, created_at }: Infer<typeof Envelope>,
  orderId: number,
  signed: boolean,
): WebhookEvent => ({
  orderId,
  eventId: (signed && headers["webhook-id"]) || createHash("sha256").update(body).digest("hex"),
  scope,
  createdAt: instantOf(created_at),
  signed,
});

const instantOf = (seconds: number | undefined): string | undefined => {
  const instant = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
};
