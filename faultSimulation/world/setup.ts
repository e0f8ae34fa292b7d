import { skewedClock } from "../../simulator/clock";
import type { WebhookSender } from "../../simulator/hooks/webhookSender";
import { createSimulatedStore, type SimulatedStore } from "../../simulator/simulatedStore";
import type { StoreOptions } from "../../simulator/storeOptions";
import type { SimulationContext } from "../engine/simulationContext";
import { emptyHistory, type History } from "../invariants/history/history";
import { storeObserver } from "../invariants/history/storeObserver";
import { type MemoryCloud, memoryCloud } from "../service/memory/memoryCloud";
import { createService, maxReceiveCount, type Service, storeHash } from "../service/service";
import { webhookReceiver } from "../service/webhookReceiver";
import type { Scenario } from "./scenario";

/** The service, the store and the cloud between them, before workload and faults start. */
export interface Setup extends SimulationContext {
  readonly scenario: Scenario;
  readonly store: SimulatedStore;
  readonly cloud: MemoryCloud;
  readonly history: History;
  readonly service: Service;
  /** Delivers the store's webhooks to the service. */
  readonly receiver: WebhookSender;
}

/** What interferes with the store; evaluated at each request. */
export interface Interference {
  readonly isOutage: () => boolean;
  /** Whether other apps use the quota, or the quota is smaller than usual. */
  readonly isQuotaContended: () => boolean;
  /** Has staff act on an order between the read and the write of the service. */
  readonly interfere: (orderId: number) => void;
}

export interface SetupOptions {
  readonly store?: Partial<StoreOptions>;
  /** The queue delivers one of this many oldest messages; any message if absent. */
  readonly deliveryWindow?: number;
  /** Round trip of each request to the store; random if absent. */
  readonly latencyMs?: number;
}

export const secrets = { token: "token-0", webhookSecret: "webhook-secret-0123456789" };

export const setUp = (
  context: SimulationContext,
  scenario: Scenario,
  { interference, ...options }: SetupOptions & { readonly interference: Interference },
): Setup => {
  const { clock } = context;
  const history = emptyHistory();
  const { deliveryWindow, latencyMs } = options;
  const cloud = memoryCloud(context, secrets, { history, maxReceiveCount, deliveryWindow });
  // Store and service call each other: the receiver looks the service up when the first webhook comes.
  const receiveWebhook = (): Service["receiveWebhook"] => service.receiveWebhook;
  const receiver = webhookReceiver({ ...context, receiveWebhook });
  const store = createSimulatedStore({
    hash: storeHash,
    token: secrets.token,
    clock: skewedClock(clock, scenario.storeAheadMs),
    seed: scenario.seed,
    orders: scenario.initialOrders,
    behaviour: scenario.behaviour,
    sendWebhook: receiver,
    ...options.store,
  });
  const observer = storeObserver({
    ...context,
    store,
    history,
    cloud,
    isQuotaContended: interference.isQuotaContended,
    isOutage: interference.isOutage,
  });
  const { isOutage, interfere } = interference;
  const parts = { ...context, store, scenario, cloud, history, observer, latencyMs };
  const service: Service = createService({ ...parts, isOutage, interfere });
  return { ...context, scenario, store, cloud, history, receiver, service };
};
