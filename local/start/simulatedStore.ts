import { startStoreServer } from "../../simulator/storeServer";
import type { Store, StoreOrder } from "./store";

interface SimulatedStoreOptions {
  readonly orders: number;
  readonly seed: number;
}

const hash = "abc123";
const token = "simulated-token";

/** Opens a simulated store, which knows the service only by its requests. */
export const openSimulatedStore = async (options: SimulatedStoreOptions): Promise<Store> => {
  // A new hook takes up to a minute at BigCommerce; a person who tries it out should not have to wait.
  const behaviour = { hookActivationDelayMs: 0 };
  const { url, store, close } = await startStoreServer({ hash, token, behaviour, ...options });
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
    apiUrl: url,
    hash,
    token,
    close,
    controlUrl: `${url}/_simulator`,
    canSendWebhooks: true,
    requests: () => store.requests().total,
    orders: async () => all(),
    ordersById: async (ids) => {
      const wanted = new Set(ids);
      return all().filter(({ id }) => wanted.has(id));
    },
    orderCount: async () => store.size(),
    // A run concerns every order of this store, so there are no writes to others.
    writtenIds: () => new Set(),
  };
};
