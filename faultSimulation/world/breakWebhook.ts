import type { Random } from "../../simulator/seededRandom";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { Fault } from "./faults";

type Request = readonly [fault: Fault, method: "PUT" | "DELETE", body?: object];

const harms: readonly Request[] = [
  ["webhook switched off", "PUT", { is_active: false }],
  ["webhook given another secret", "PUT", { headers: { "X-Webhook-Secret": "somebody-else's" } }],
  ["webhook deleted", "DELETE"],
];

/** Somebody who holds the same API account spoils one of the service's webhooks; says how. */
export const breakWebhook = (store: SimulatedStore, chance: Random): Fault | undefined => {
  const hooks = store.hooks();
  if (hooks.length === 0) return undefined;
  const [fault, method, body] = chance.pick(harms);
  store.handle({
    method,
    path: `/stores/${store.hash}/v3/hooks/${String(chance.pick(hooks)["id"])}`,
    headers: {
      "X-Auth-Token": store.token(),
      Accept: "application/json",
      "Content-Type": "application/json",
    },
    body: body ? JSON.stringify(body) : "",
  });
  return fault;
};
