import { startStoreServer } from "../../simulator/storeServer";
import type { Store, StoreOrder } from "./store";

interface SimulatedStoreOptions {
  readonly orders: number;
  readonly seed: number;
}

const hash = "abc123";
const token = "simulated-token";

const registerHook = async (url: string, destination: string, secret: string): Promise<void> => {
  const response = await fetch(`${url}/stores/${hash}/v3/hooks`, {
    method: "POST",
    headers: {
      "X-Auth-Token": token,
      Accept: "application/json",
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      scope: "store/cart/converted",
      destination,
      is_active: true,
      headers: { "X-Webhook-Secret": secret },
    }),
  });
  if (!response.ok) throw new Error(`The store refused the webhook: ${await response.text()}`);
};

/** Opens a simulated store; it sees nothing of the service but its requests. */
export const openSimulatedStore = async (options: SimulatedStoreOptions): Promise<Store> => {
  // A new hook takes up to a minute at BigCommerce; a person who tries it out should not have to wait.
  const behaviour = { hookActivationDelayMs: 0 };
  const { url, store, close } = await startStoreServer({ hash, token, behaviour, ...options });
  let ownRequests = 0;
  const all = (): StoreOrder[] =>
    store.orders().map((order) => ({
      id: order.id,
      statusId: order.status_id,
      status: order.status,
      isDigital: order.order_is_digital,
      total: order.total_inc_tax,
      currency: order.currency,
      lines: order.lines,
    }));
  return {
    ...{ apiUrl: url, hash, token, close },
    controlUrl: `${url}/_simulator`,
    requests: () => store.requests().total - ownRequests,
    registerHook: async (destination, secret) => {
      ownRequests += 1;
      await registerHook(url, destination, secret);
    },
    orders: async () => all(),
    ordersAgain: async (ids) => {
      const wanted = new Set(ids);
      return all().filter(({ id }) => wanted.has(id));
    },
    size: async () => store.size(),
    // The run looks at every order of this store, so none is written to unseen.
    written: () => new Set(),
  };
};
