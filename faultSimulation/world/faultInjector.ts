import type { Random } from "../../simulator/seededRandom";
import { crashes, type Fault, noFaults } from "./faults";
import type { Trace } from "../engine/trace";
import type { VirtualClock } from "../engine/virtualClock";

/** How likely each fault is at each occasion, in rough weather. What is not named happens by appointment. */
const roughChances: Partial<Record<Fault, number>> = {
  "AWS call failed": 0.004,
  "AWS answer lost": 0.003,
  "AWS call repeated": 0.006,
  "message batch partly refused": 0.03,
  "message delivered twice": 0.06,
  "message delayed": 0.1,
  "messages reordered": 0.5,
  "deletion lost": 0.02,
  "webhook not answered": 0.04,
  "poll started twice": 0.03,
  "container replaced": 0.05,
  "store answered 5xx": 0.02,
  "store answered a page of HTML": 0.01,
  "store overloaded": 0.02,
  "store slow": 0.02,
  "request lost on its way": 0.008,
  "connection reset": 0.01,
  "connection reset after effect": 0.02,
  "answer hung": 0.006,
  "answer hung after effect": 0.01,
  "answer truncated": 0.015,
  "staff acted between reading and writing": 0.04,
};

/** A death at any one call; a batch makes dozens. */
const deathChance = 0.003;

/** A message has twenty receives, by SQS's count: enough for two days of outage, not for any number of deaths besides. */
const costsReceives: ReadonlySet<Fault> = new Set([
  ...crashes,
  "message delivered twice",
  "deletion lost",
]);

const likelihood: Readonly<Record<Fault, number>> = {
  ...noFaults(),
  ...Object.fromEntries(crashes.map((death) => [death, deathChance])),
  ...roughChances,
};

export type FaultIntensity = "calm" | "rough" | "stormy";

const severity: Readonly<Record<FaultIntensity, number>> = { calm: 0, rough: 1, stormy: 3 };

/** Decides what goes wrong, and counts it. */
export interface FaultInjector {
  /** Says whether that fault strikes here and now; what strikes is counted. */
  readonly injects: (fault: Fault) => boolean;
  readonly count: (fault: Fault) => void;
  readonly counts: Readonly<Record<Fault, number>>;
  readonly setIntensity: (intensity: FaultIntensity) => void;
  /** Until then nothing costs a message one of its receives but the store itself. */
  readonly spareReceiveCountUntil: (at: number) => void;
  readonly climate: () => FaultIntensity;
}

export const createFaultInjector = (random: Random, now: () => number): FaultInjector => {
  const counts = noFaults();
  let sparedUntil = 0;
  let climate: FaultIntensity = "calm";
  return {
    counts,
    climate: () => climate,
    count: (fault) => void (counts[fault] += 1),
    setIntensity: (to) => void (climate = to),
    spareReceiveCountUntil: (at) => void (sparedUntil = at),
    injects(fault) {
      if (now() < sparedUntil && costsReceives.has(fault)) return false;
      if (climate === "calm" || !random.chance(likelihood[fault] * severity[climate])) return false;
      counts[fault] += 1;
      return true;
    },
  };
};

const hourMs = 3_600_000;

/** Draws the weather anew every few hours until it clears up for good. */
export const varyIntensity = (
  { clock, random, trace }: { clock: VirtualClock; random: Random; trace: Trace },
  sky: FaultInjector,
  until: number,
): void => {
  const next = (): void => {
    if (clock.now() >= until) return;
    const climate = random.pick(["calm", "rough", "rough", "rough", "stormy"] as const);
    sky.setIntensity(climate);
    trace.add("weather", climate);
    const longest = climate === "stormy" ? 1.5 * hourMs : 5 * hourMs;
    clock.schedule(clock.now() + random.integer(hourMs / 4, longest), next);
  };
  next();
  clock.schedule(until, () => sky.setIntensity("calm"));
};
