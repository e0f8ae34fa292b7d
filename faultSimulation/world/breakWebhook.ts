import type { Random } from "../../simulator/seededRandom";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { Fault } from "./faults";

type Breakage = readonly [fault: Fault, method: "PUT" | "DELETE", body?: object];

const breakages: readonly Breakage[] = [
  ["webhook deactivated", "PUT", { is_active: false }],
  ["webhook secret changed", "PUT", { headers: { "X-Webhook-Secret": "somebody-else's" } }],
  ["webhook deleted", "DELETE"],
];

/** Changes or deletes one of the webhooks with the same API account, and returns the fault. */
export const breakWebhook = (store: SimulatedStore, random: Random): Fault | undefined => {
  const hooks = store.hooks();
  if (hooks.length === 0) return undefined;
  const [fault, method, body] = random.pick(breakages);
  store.handle({
    method,
    path: `/stores/${store.hash}/v3/hooks/${String(random.pick(hooks)["id"])}`,
    headers: {
      "X-Auth-Token": store.token(),
      Accept: "application/json",
      "Content-Type": "application/json",
    },
    body: body ? JSON.stringify(body) : "",
  });
  return fault;
};
