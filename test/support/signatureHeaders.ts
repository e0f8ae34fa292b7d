import { Webhook } from "standardwebhooks";

/** The headers of a Standard Webhooks signature, by the reference library. */
export const signatureHeaders = (body: string, at: Date, clientSecret: string) => ({
  "webhook-id": "msg_1",
  "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
  "webhook-signature": new Webhook(clientSecret, { format: "raw" }).sign("msg_1", at, body),
});
