import type { Behaviour } from "../../simulator/behaviour";
import { seededRandom, type Random } from "../../simulator/seededRandom";

/** What one seed is about. */
export interface Scenario {
  readonly seed: number;
  /** When the run starts, epoch milliseconds. */
  readonly start: number;
  readonly hours: number;
  /** Placed in all, those that the store opens with included. */
  readonly orders: number;
  readonly initialOrders: number;
  readonly acknowledge: "on" | "off" | "plan";
  readonly startFrom: string;
  readonly followChanges: boolean;
  /** Whether the store can tell the service of anything. */
  readonly hasWebhooks: boolean;
  readonly pollIntervalMinutes: number;
  readonly outage: { readonly afterHours: number; readonly hours: number } | undefined;
  readonly behaviour: Partial<Behaviour>;
}

export interface ScenarioOptions {
  /** At least so many. */
  readonly orders: number;
  readonly hours: number;
}

const times = (count: number, minutes: number): number[] => Array<number>(count).fill(minutes);

/** Mostly long ones: each poll shows the same rules again, and takes its time. Each short one is met by eight of a thousand seeds. */
const pollIntervals = [15, 30, 60, ...times(14, 120), ...times(103, 240)];

/** Every twelfth seed or so has the store away for two whole days, and makes several times the requests of others. */
const drawOutage = (chance: Random, hours: number): Scenario["outage"] => {
  const length = chance.chance(0.08) ? 48 : chance.chance(0.3) ? chance.integer(1, 14) : 0;
  if (length === 0 || length >= hours) return undefined;
  return { hours: length, afterHours: chance.next() * (hours - length) };
};

/** BigCommerce's undocumented sides; each seed meets another mixture of them. */
const drawBehaviour = (chance: Random): Partial<Behaviour> => ({
  archivedOrders: chance.pick(["missing", "shown"] as const),
  overLimit: chance.pick(["413", "capped"] as const),
  emptyShippingAddresses: chance.pick(["204", "array"] as const),
  idBounds: chance.pick(["inclusive", "exclusive"] as const),
  gatewayErrors: chance.pick(["object", "array", "html", "empty"] as const),
  countsIncomplete: chance.chance(0.5),
  subresourcesTouchOrder: chance.chance(0.5),
  signWebhooks: chance.chance(0.5),
  hashOf: chance.pick(["event", "order"] as const),
  storeIdType: chance.pick(["string", "number"] as const),
  listLagMs: chance.pick([0, 0, 2_000, 60_000]),
  readLagMs: chance.pick([0, 0, 1_000, 30_000]),
  eventsIncludeStatuses: chance.chance(0.8),
});

export const drawScenario = (seed: number, wishes: ScenarioOptions): Scenario => {
  const chance = seededRandom(seed, 900);
  const start = Date.UTC(2026, 10, 21, 9) + chance.integer(0, 86_400_000);
  const orders = wishes.orders + chance.integer(0, Math.ceil(wishes.orders / 8));
  const acknowledge = chance.chance(0.05) ? "off" : chance.chance(0.02) ? "plan" : "on";
  const isLimited = chance.chance(0.1);
  return {
    seed,
    start,
    orders,
    acknowledge,
    hours: wishes.hours,
    initialOrders: Math.floor(orders / 3),
    startFrom: isLimited ? new Date(start - 45 * 60_000).toISOString() : "",
    followChanges: chance.chance(0.8),
    hasWebhooks: true,
    pollIntervalMinutes: chance.pick(pollIntervals),
    outage: drawOutage(chance, wishes.hours),
    behaviour: drawBehaviour(chance),
  };
};
