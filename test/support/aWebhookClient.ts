import { storeClient } from "../../adapters/storeClient";
import { webhookClient } from "../../adapters/webhookClient";
import type { Webhooks } from "../../ports";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { storeSettings } from "./aStoreClient";
import { simulatedTransport } from "./simulatedTransport";

/** A client of a simulated store's webhooks, on the store's clock, that never waits. */
export const aWebhookClient = (store: SimulatedStore): Webhooks => {
  const now = () => new Date(store.clock.now());
  const token = async () => store.token();
  const settings = {
    now,
    token,
    transport: simulatedTransport(store),
    wait: async () => undefined,
  };
  return webhookClient(storeClient(storeSettings(settings))(new Date(store.clock.now() + 300_000)));
};
