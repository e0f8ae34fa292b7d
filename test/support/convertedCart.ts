import { ownSettings, plantedSecrets } from "./recordedStack";

/** The body of BigCommerce's `store/cart/converted`. */
export const convertedCart = (orderId: unknown, over: Record<string, unknown> = {}) => ({
  created_at: 1593326572,
  store_id: "1234567890",
  producer: `stores/${ownSettings.storeHash}`,
  scope: "store/cart/converted",
  hash: "d4b69b09122a4385b9e5af02e752f96d20235330",
  data: { type: "cart", id: "72880ea0-43ec-411c-aefd-d2dba47b6552", orderId },
  ...over,
});

export const secretHeader = { "X-Webhook-Secret": plantedSecrets.webhookSecret };
