import type { WebhookSender } from "../../simulator/hooks/webhookSender";
import { createSimulatedStore, type SimulatedStore } from "../../simulator/simulatedStore";
import type { StoreOptions } from "../../simulator/storeOptions";
import { type MemoryCloud, memoryCloud as cloudOf } from "../service/memory/memoryCloud";
import { type History, emptyHistory } from "../invariants/history/history";
import type { SimulationContext } from "../service/invocation";
import type { Scenario } from "./scenario";
import { maxReceiveCount, createService, type Service, storeHash } from "../service/service";
import { storeObserver } from "../invariants/history/storeObserver";
import { webhookReceiver } from "../service/webhookReceiver";

/** The service, the store and the cloud between them; nobody disturbs them yet. */
export interface Setup extends SimulationContext {
  readonly scenario: Scenario;
  readonly store: SimulatedStore;
  readonly cloud: MemoryCloud;
  readonly history: History;
  readonly service: Service;
  /** The store's way to the service's webhook URL. */
  readonly receiver: WebhookSender;
}

/** Whatever disturbs the store; it is asked at each request. */
export interface Interference {
  readonly isOutage: () => boolean;
  /** Whether other apps use the quota, or it is smaller than usual. */
  readonly isQuotaContended: () => boolean;
  /** Staff that happens to act on an order just now. */
  readonly interfere: (orderId: number) => void;
}

export interface SetupOptions {
  readonly store?: Partial<StoreOptions>;
  /** How many of the oldest messages the queue delivers one of; any message if absent. */
  readonly deliveryWindow?: number;
  /** How long each request to the store takes; tens of milliseconds, by chance, if absent. */
  readonly latencyMs?: number;
}

export const secrets = { token: "token-0", webhookSecret: "webhook-secret-0123456789" };

export const setUp = (
  surroundings: SimulationContext,
  scenario: Scenario,
  { troubles, ...options }: SetupOptions & { readonly troubles: Interference },
): Setup => {
  const { clock } = surroundings;
  const history = emptyHistory();
  const { deliveryWindow, latencyMs } = options;
  const cloud = cloudOf(surroundings, secrets, { history, maxReceiveCount, deliveryWindow });
  // The store calls the service and the service calls the store: one of them must come first.
  const receiveWebhook = (): Service["receiveWebhook"] => running.receiveWebhook;
  const receiver = webhookReceiver({ ...surroundings, receiveWebhook });
  const store = createSimulatedStore({
    hash: storeHash,
    token: secrets.token,
    clock,
    seed: scenario.seed,
    orders: scenario.initialOrders,
    behaviour: scenario.behaviour,
    sendWebhook: receiver,
    ...options.store,
  });
  const observer = storeObserver({
    ...surroundings,
    store,
    history,
    records: cloud.records,
    isQuotaContended: troubles.isQuotaContended,
    isOutage: troubles.isOutage,
  });
  const { isOutage, interfere } = troubles;
  const parts = { ...surroundings, store, scenario, cloud, history, observer, latencyMs };
  const running: Service = createService({ ...parts, isOutage, interfere });
  return { ...surroundings, scenario, store, cloud, history, receiver, service: running };
};
