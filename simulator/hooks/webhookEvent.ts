import { createHash, createHmac } from "node:crypto";
import type { Behaviour } from "../behaviour";
import { toSeconds } from "../dates";
import type { JsonObject } from "../json";

export interface WebhookEvent {
  readonly scope: string;
  readonly data: JsonObject;
  /** The serialized payload, the same at every attempt. */
  readonly body: string;
  /** The same at every attempt and in duplicates. */
  readonly id: string;
}

export interface EventOrigin {
  readonly storeHash: string;
  readonly storeId: number;
  readonly behaviour: Behaviour;
}

/** BigCommerce's hash cannot be reproduced and is no integrity check; this hash has only the documented stability. */
const hashOf = (scope: string, data: JsonObject, at: number, kind: Behaviour["hashOf"]): string => {
  const input =
    kind === "order"
      ? String(data["id"] ?? data["orderId"] ?? data["resource_id"])
      : `${scope} ${JSON.stringify(data)} ${at}`;
  return createHash("sha1").update(input).digest("hex");
};

export const webhookEvent = (
  { storeHash, storeId, behaviour }: EventOrigin,
  scope: string,
  data: JsonObject,
  { at, number }: { readonly at: number; readonly number: number },
): WebhookEvent => {
  const seconds = toSeconds(at);
  const hash = hashOf(scope, data, seconds, behaviour.hashOf);
  const body = JSON.stringify({
    scope,
    store_id: behaviour.storeIdType === "string" ? String(storeId) : storeId,
    data,
    hash,
    created_at: seconds,
    producer: `stores/${storeHash}`,
  });
  return { scope, data, body, id: idOf(storeHash, number) };
};

/** Two events within a second can have equal bodies, so the id is derived from the event's number. */
const idOf = (storeHash: string, number: number): string =>
  `msg_${createHash("sha1").update(`${storeHash} ${number}`).digest("hex").slice(0, 26)}`;

/** The three headers of Standard Webhooks; the key is the raw client secret. */
export const signatureHeaders = (
  event: WebhookEvent,
  clientSecret: string,
  at: number,
): Readonly<Record<string, string>> => {
  const timestamp = String(toSeconds(at));
  const signature = createHmac("sha256", clientSecret)
    .update(`${event.id}.${timestamp}.${event.body}`)
    .digest("base64");
  return {
    "webhook-id": event.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
};
