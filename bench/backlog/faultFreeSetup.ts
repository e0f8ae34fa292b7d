import { noFaults } from "../../faultSimulation/world/faults";
import { registerHooks, scopesOf } from "../../faultSimulation/service/hooks";
import type { Surroundings } from "../../faultSimulation/service/invocation";
import type { Scenario } from "../../faultSimulation/world/scenario";
import { secrets, setUp, type Setup } from "../../faultSimulation/world/setup";
import { noTrace } from "../../faultSimulation/engine/trace";
import { virtualClock } from "../../faultSimulation/engine/virtualClock";
import type { FaultInjector } from "../../faultSimulation/world/faultInjector";
import { seededRandom, type Random } from "../../simulator/seededRandom";

/** How many of the orders that the simulated store opens with are new. */
const newShare = 0.8;

const start = Date.UTC(2026, 10, 21, 9);

export const requestLatencyMs = 80;

/** What most stores get; the service leaves a tenth of it to other apps. */
export const quota = { requests: 150, windowMs: 30_000, reserve: 15 };

/** A standard queue keeps order to within so many messages, and delivers one in so many twice. */
const deliveryWindow = 100;
const duplicateRate = 0.01;

/** Nothing goes wrong but what queues do on any day. */
const calmWeather = (chance: Random): FaultInjector => ({
  injects: (fault) => fault === "message delivered twice" && chance.chance(duplicateRate),
  climate: () => "calm",
  counts: noFaults(),
  count: () => undefined,
  setIntensity: () => undefined,
  spareReceiveCountUntil: () => undefined,
});

const scenarioOf = ({ seed, orders, webhooks = "none" }: FaultFreeOptions): Scenario => ({
  seed,
  start,
  openingOrders: orders,
  orders,
  hours: 0,
  acknowledge: "on",
  startFrom: "",
  pollIntervalMinutes: 120,
  outage: undefined,
  behaviour: {},
  followChanges: webhooks !== "carts",
  hasWebhooks: webhooks !== "none",
});

/** Which events the store tells of: with `carts`, changes are not followed by polls either. */
export type WebhookEvents = "none" | "carts" | "all";

export interface FaultFreeOptions {
  readonly seed: number;
  /** That the store opens with. */
  readonly orders: number;
  /** They were all created within this time. */
  readonly spanMinutes?: number;
  readonly webhooks?: WebhookEvents;
}

/** Store, queue, tables and functions on one virtual clock, and nobody who disturbs them. */
export const faultFreeSetup = (options: FaultFreeOptions): Setup => {
  const { seed, spanMinutes } = options;
  const chance = seededRandom(seed, 902);
  const clock = virtualClock(start);
  const surroundings: Surroundings = {
    clock,
    chance,
    trace: noTrace,
    faultInjector: calmWeather(chance),
  };
  const troubles = {
    isOutage: () => false,
    isQuotaDisturbed: () => false,
    meddle: () => undefined,
  };
  const scenario = scenarioOf(options);
  const stage = setUp(surroundings, scenario, {
    troubles,
    deliveryWindow,
    latencyMs: requestLatencyMs,
    store: { spanMinutes, quota: { requests: quota.requests, windowMs: quota.windowMs } },
  });
  registerHooks(stage.store, scopesOf(scenario), secrets.webhookSecret);
  return stage;
};

/** A store that opened with so many new orders, a digital tenth and others' orders among them. */
export interface Backlog {
  readonly newOrders: number;
  readonly seed: number;
  readonly webhooks?: WebhookEvents;
}

export const backlogSetup = ({ newOrders, ...options }: Backlog): Setup =>
  faultFreeSetup({ ...options, orders: Math.round(newOrders / newShare) });
