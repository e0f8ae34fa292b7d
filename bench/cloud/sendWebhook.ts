import { Agent, request } from "node:http";
import { type BenchCloud, webhookSecret } from "./benchCloud";

/** Reuses connections, as BigCommerce does. */
const agent = new Agent({ keepAlive: true });

let sent = 0;

/** Each event has a hash of its own: the same order may be sent repeatedly without being a duplicate. */
const eventOf = (storeHash: string, orderId: number): string =>
  JSON.stringify({
    scope: "store/cart/converted",
    store_id: "1025646",
    data: { type: "cart", id: `cart-${orderId}`, orderId },
    hash: `hash-${(sent += 1)}`,
    created_at: Math.floor(Date.now() / 1000),
    producer: `stores/${storeHash}`,
  });

/** Sends the webhook of an order; resolves when the webhook is accepted. */
export const sendWebhook = ({ cloud, store }: BenchCloud, orderId: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "x-webhook-secret": webhookSecret };
    const outgoing = request(cloud.webhookUrl, { method: "POST", agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      response.resume().on("end", () => {
        if (statusCode === 200) resolve();
        else
          reject(new Error(`Expected 200 for the webhook of order ${orderId}, got ${statusCode}`));
      });
    });
    outgoing.on("error", reject).end(eventOf(store.hash, orderId));
  });
