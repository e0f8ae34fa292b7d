import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** An HTTP request: lower-case header names, raw decoded body. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface WebhookSecrets {
  readonly secret: string;
  /** Still accepted during a rotation; empty otherwise. */
  readonly previousSecret: string;
  /** Key of Standard Webhooks signatures; empty when unknown. */
  readonly clientSecret: string;
}

/** BigCommerce sends this header because the webhook is registered with it. */
export const secretHeader = "x-webhook-secret";

/** Five minutes, the tolerance of the Standard Webhooks specification. */
const signatureToleranceSeconds = 300;

export const hasSecret = (
  { headers }: HttpRequest,
  { secret, previousSecret }: WebhookSecrets,
): boolean => {
  const given = headers[secretHeader] ?? "";
  return [secret, previousSecret].some((known) => known !== "" && sameText(given, known));
};

/** Compares digests, so that the time is constant whatever the lengths. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Standard Webhooks: `v1,` + base64(HMAC-SHA256(`id.timestamp.body`)), several separated by spaces.
 * BigCommerce keys it with the client secret's own bytes (its HTTPS webhook page).
 */
export const checkSignature = (
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
