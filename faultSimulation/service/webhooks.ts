import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { Scenario } from "../world/scenario";

/** The scopes that `config.ts` declares. */
const cartScopes = ["store/cart/converted"];
const orderScopes = [
  "store/order/created",
  "store/order/updated",
  "store/order/statusUpdated",
  "store/order/archived",
  "store/order/refund/created",
];

export const scopesOf = ({ followChanges, hasWebhooks }: Scenario): readonly string[] => {
  if (!hasWebhooks) return [];
  return followChanges ? [...cartScopes, ...orderScopes] : cartScopes;
};

export const webhookUrl = "https://receiver.example/cart-converted";

/** Registers webhooks as `pulumi up` does. */
export const registerWebhooks = (
  store: SimulatedStore,
  scopes: readonly string[],
  webhookSecret: string,
): void => {
  for (const scope of scopes) {
    const { status } = store.handle({
      method: "POST",
      path: `/stores/${store.hash}/v3/hooks`,
      headers: {
        "X-Auth-Token": store.token(),
        Accept: "application/json",
        "Content-Type": "application/json",
      },
      body: JSON.stringify({
        scope,
        destination: webhookUrl,
        is_active: true,
        headers: { "X-Webhook-Secret": webhookSecret },
      }),
    });
    if (status >= 300) throw new Error(`The store responded ${status} to the webhook of ${scope}`);
  }
};
