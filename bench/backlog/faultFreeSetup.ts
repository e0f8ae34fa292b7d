import type { SimulationContext } from "../../faultSimulation/engine/simulationContext";
import { noTrace } from "../../faultSimulation/engine/trace";
import { virtualClock } from "../../faultSimulation/engine/virtualClock";
import { registerWebhooks, scopesOf } from "../../faultSimulation/service/webhooks";
import type { FaultInjector } from "../../faultSimulation/world/faultInjector";
import { noFaults } from "../../faultSimulation/world/faults";
import type { Scenario } from "../../faultSimulation/world/scenario";
import { secrets, setUp, type Setup } from "../../faultSimulation/world/setup";
import { type Random, seededRandom } from "../../simulator/seededRandom";

/** Share of the simulated store's initial orders that are new. */
const newShare = 0.8;

const start = Date.UTC(2026, 10, 21, 9);

export const requestLatencyMs = 80;

/** The quota of most stores, and the tenth that the service leaves to other apps. */
export const quota = { requests: 150, windowMs: 30_000, reserve: 15 };

/** A standard queue reorders messages within a window, and delivers some of them twice. */
const deliveryWindow = 100;
const duplicateRate = 0.01;

/** Injects nothing but the duplicate deliveries that a standard queue always has. */
const noFaultInjector = (random: Random): FaultInjector => ({
  injects: (fault) => fault === "duplicate delivery" && random.chance(duplicateRate),
  intensity: () => "none",
  counts: noFaults(),
  count: () => undefined,
  setIntensity: () => undefined,
  spareReceiveCountUntil: () => undefined,
});

const scenarioOf = ({ seed, orders, webhooks = "none" }: FaultFreeOptions): Scenario => ({
  seed,
  start,
  initialOrders: orders,
  orders,
  hours: 0,
  acknowledge: "on",
  startFrom: "",
  pollIntervalMinutes: 120,
  outage: undefined,
  brokenOrder: undefined,
  behaviour: {},
  storeAheadMs: 0,
  followChanges: webhooks !== "carts",
  hasWebhooks: webhooks !== "none",
});

/** Which events the store sends; with `carts`, `followChanges` is off, so polls follow no changes either. */
export type WebhookEvents = "none" | "carts" | "all";

export interface FaultFreeOptions {
  readonly seed: number;
  /** Initial orders of the store. */
  readonly orders: number;
  /** Span of their creation dates. */
  readonly spanMinutes?: number;
  readonly webhooks?: WebhookEvents;
}

/** Store, queue, tables and functions on one virtual clock, without faults. */
export const faultFreeSetup = (options: FaultFreeOptions): Setup => {
  const { seed, spanMinutes } = options;
  const random = seededRandom(seed, 902);
  const clock = virtualClock(start);
  const context: SimulationContext = {
    clock,
    random,
    trace: noTrace,
    faultInjector: noFaultInjector(random),
  };
  const interference = {
    isOutage: () => false,
    isQuotaContended: () => false,
    interfere: () => undefined,
  };
  const scenario = scenarioOf(options);
  const setup = setUp(context, scenario, {
    interference,
    deliveryWindow,
    latencyMs: requestLatencyMs,
    store: { spanMinutes, quota: { requests: quota.requests, windowMs: quota.windowMs } },
  });
  registerWebhooks(setup.store, scopesOf(scenario), secrets.webhookSecret);
  return setup;
};

/** The store opens with further orders that are not new; one order in ten is digital. */
export interface Backlog {
  readonly newOrders: number;
  readonly seed: number;
  readonly webhooks?: WebhookEvents;
}

export const backlogSetup = ({ newOrders, ...options }: Backlog): Setup =>
  faultFreeSetup({ ...options, orders: Math.round(newOrders / newShare) });
