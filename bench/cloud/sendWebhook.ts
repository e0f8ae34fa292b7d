import { Agent, request } from "node:http";
import type { BenchCloud } from "./benchCloud";
import { webhookSecret } from "./benchCloud";

/** Many requests at once keep their connections, as BigCommerce's do. */
const agent = new Agent({ keepAlive: true });

let sent = 0;

/** Each is an event of its own, whatever order it is about. */
const eventOf = (storeHash: string, orderId: number): string =>
  JSON.stringify({
    scope: "store/cart/converted",
    store_id: "1025646",
    data: { type: "cart", id: `cart-${orderId}`, orderId },
    hash: `hash-${(sent += 1)}`,
    created_at: Math.floor(Date.now() / 1000),
    producer: `stores/${storeHash}`,
  });

/** Sends the webhook for an order; resolves once it is accepted. */
export const sendWebhook = ({ cloud, store }: BenchCloud, orderId: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "x-webhook-secret": webhookSecret };
    const sending = request(cloud.webhookUrl, { method: "POST", agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      response.resume().on("end", () => {
        if (statusCode === 200) resolve();
        else reject(new Error(`The webhook of order ${orderId} was answered ${statusCode}`));
      });
    });
    sending.on("error", reject).end(eventOf(store.hash, orderId));
  });
