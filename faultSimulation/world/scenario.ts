import type { Fault as StoreFault } from "../../simulator/api/faults";
import type { Behaviour } from "../../simulator/behaviour";
import { type Random, seededRandom } from "../../simulator/seededRandom";
import { hourMs } from "../engine/durations";
import { maxTrustedSkewMs } from "../invariants/specification";

/** The settings and circumstances that a seed draws for its run. */
export interface Scenario {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly hours: number;
  /** In total, `initialOrders` included. */
  readonly orders: number;
  readonly initialOrders: number;
  readonly acknowledge: "on" | "off" | "plan";
  readonly startFrom: string;
  readonly followChanges: boolean;
  /** Whether webhooks are registered. */
  readonly hasWebhooks: boolean;
  readonly pollIntervalMinutes: number;
  readonly outage: { readonly afterHours: number; readonly hours: number } | undefined;
  /** The store fails to render one order, and with it every list that contains the order. */
  readonly brokenOrder: BrokenOrder | undefined;
  readonly behaviour: Partial<Behaviour>;
  /** How far the store's clock is ahead of the service's; behind, where negative. */
  readonly storeAheadMs: number;
  /** The longest response that the service reads; the service's own limit if absent. */
  readonly maxBytes?: number | undefined;
}

export interface BrokenOrder {
  readonly afterHours: number;
  /** How long the order cannot be read alone either. */
  readonly singleHours: number;
  /** An error, or no response in time. */
  readonly fault: StoreFault;
}

export interface ScenarioOptions {
  /** The minimum; a seed draws up to an eighth more. */
  readonly orders: number;
  readonly hours: number;
}

const repeated = (count: number, minutes: number): number[] => Array<number>(count).fill(minutes);

/** Weighted towards long intervals: further polls test nothing new and cost time. Of 1,000 seeds, eight draw each of the short intervals. */
const pollIntervals = [15, 30, 60, ...repeated(14, 120), ...repeated(103, 240)];

/** One seed in twelve has an outage of two days, which costs several times the requests of other seeds. */
const drawOutage = (random: Random, hours: number): Scenario["outage"] => {
  const length = random.chance(0.08) ? 48 : random.chance(0.3) ? random.integer(1, 14) : 0;
  if (length === 0 || length >= hours) return undefined;
  return { hours: length, afterHours: random.next() * (hours - length) };
};

const renderFaults: readonly StoreFault[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 504, html: true },
  { kind: "hang" },
];

/** One seed in three has such an order, from some hour on until the service is quiescent. */
const drawBrokenOrder = (random: Random, hours: number): Scenario["brokenOrder"] => {
  if (!random.chance(1 / 3)) return undefined;
  const singleHours = random.chance(0.5) ? random.integer(1, 20) : 0;
  return { afterHours: random.next() * hours, singleHours, fault: random.pick(renderFaults) };
};

/**
 * How far the store's clock is ahead. Most stores are in step within seconds, some are off by what the
 * service has to put up with (`maxTrustedSkewMs`), and a few by so much that people must be alerted:
 * these show it in the dates of their responses.
 */
const drawStoreAheadMs = (random: Random, isShown: boolean): number => {
  if (isShown && random.chance(0.05))
    return random.pick([-1, 1]) * random.integer(400_000, 2 * hourMs);
  const maxMs = random.pick([0, 4_000, 15_000, 0.9 * maxTrustedSkewMs]);
  return random.integer(-maxMs, maxMs);
};

/** Undocumented behaviour of BigCommerce; each seed draws its own combination. */
const drawBehaviour = (random: Random): Partial<Behaviour> => ({
  archivedOrders: random.pick(["missing", "shown"] as const),
  overLimit: random.pick(["413", "capped"] as const),
  emptyShippingAddresses: random.pick(["204", "array"] as const),
  idBounds: random.pick(["inclusive", "exclusive"] as const),
  gatewayErrors: random.pick(["object", "array", "html", "empty"] as const),
  countsIncomplete: random.chance(0.5),
  subresourcesTouchOrder: random.chance(0.5),
  signWebhooks: random.chance(0.5),
  hashOf: random.pick(["event", "order"] as const),
  storeIdType: random.pick(["string", "number"] as const),
  listLagMs: random.pick([0, 0, 2_000, 60_000]),
  readLagMs: random.pick([0, 0, 1_000, 30_000]),
  eventsIncludeStatuses: random.chance(0.8),
  advisoryFields: random.pick(["exact", "odd"] as const),
  unreadFields: random.pick(["plain", "extreme"] as const),
  repeatedInLists: random.pick(["never", "sometimes"] as const),
});

/**
 * One seed in three hundred is of a large store: more orders than a page and a window hold, and a backlog
 * at the start. Such a seed takes as long as thirty others, and several times that in a store whose every
 * page has to be parsed for long numbers.
 */
const drawFurtherOrders = (random: Random): number =>
  random.chance(1 / 300) ? random.integer(500, 1_200) : 0;

export const drawScenario = (seed: number, options: ScenarioOptions): Scenario => {
  const random = seededRandom(seed, 900);
  const start = Date.UTC(2026, 10, 21, 9) + random.integer(0, 86_400_000);
  const orders = options.orders + random.integer(0, Math.ceil(options.orders / 8));
  const further = drawFurtherOrders(seededRandom(seed, 904));
  const acknowledge = random.chance(0.05) ? "off" : random.chance(0.02) ? "plan" : "on";
  const isLimited = random.chance(0.1);
  const scenario: Omit<Scenario, "storeAheadMs"> = {
    seed,
    start,
    orders: orders + further,
    acknowledge,
    hours: options.hours,
    initialOrders: Math.floor(orders / 3 + 0.8 * further),
    startFrom: isLimited ? new Date(start - 45 * 60_000).toISOString() : "",
    followChanges: random.chance(0.8),
    hasWebhooks: true,
    pollIntervalMinutes: Math.max(random.pick(pollIntervals), further > 0 ? 240 : 0),
    outage: drawOutage(random, options.hours),
    // Drawn apart, so that the other draws of a seed stay as they were.
    brokenOrder: drawBrokenOrder(seededRandom(seed, 902), options.hours),
    behaviour: drawBehaviour(random),
    // The orders of a run are small, so that some runs have a small limit instead.
    maxBytes: random.pick([undefined, undefined, 300_000, 100_000]),
  };
  // Drawn last, so that a seed keeps the draws above.
  const dateHeader = random.chance(0.05) ? "absent" : "sent";
  const drawn = { ...scenario.behaviour, dateHeader } as const;
  const behaviour = further > 0 ? { ...drawn, unreadFields: "plain" as const } : drawn;
  return { ...scenario, behaviour, storeAheadMs: drawStoreAheadMs(random, dateHeader === "sent") };
};
