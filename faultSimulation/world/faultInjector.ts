import type { Random } from "../../simulator/seededRandom";
import { hourMs } from "../engine/durations";
import type { SimulationContext } from "../engine/simulationContext";
import { crashes, type Fault, type FaultCounts, noFaults } from "./faults";

/** The probability of each fault per opportunity at normal intensity. Faults that are not listed are scheduled or merely counted. */
const probabilities: Partial<Record<Fault, number>> = {
  "AWS call failed": 0.004,
  "AWS response lost": 0.003,
  "AWS silent": 0.003,
  "AWS call repeated": 0.006,
  "partial batch failure": 0.03,
  "duplicate delivery": 0.06,
  "message delayed": 0.1,
  "messages reordered": 0.5,
  "delete lost": 0.02,
  "webhook timed out": 0.04,
  "poll started twice": 0.03,
  "container replaced": 0.05,
  "store returned 5xx": 0.02,
  "store returned an HTML page": 0.01,
  "store overloaded": 0.02,
  "store slow": 0.02,
  "store asked for a pause": 0.005,
  "store sent absurd headers": 0.005,
  "store sent an absurd date": 0.01,
  "store returned a stray 404": 0.01,
  "request lost": 0.008,
  "connection reset": 0.01,
  "connection reset after effect": 0.02,
  "response hung": 0.006,
  "response hung after effect": 0.01,
  "response truncated": 0.015,
  "response with a byte order mark": 0.005,
  "request redirected": 0.003,
  "staff acted between read and write": 0.04,
};

/** Per call; a batch makes dozens of calls. */
const crashProbability = 0.003;

/** SQS allows a message twenty receives: enough for an outage of two days, but not for these faults on top. */
const raisesReceiveCount: ReadonlySet<Fault> = new Set([
  ...crashes,
  "duplicate delivery",
  "delete lost",
]);

/** Chunks are seldom written, and a crash between two of these writes must be seen. */
const chunkCrashProbability = 0.03;

const probabilityOf: Readonly<Record<Fault, number>> = {
  ...noFaults(),
  ...Object.fromEntries(crashes.map((crash) => [crash, crashProbability])),
  "crashed before chunks": chunkCrashProbability,
  "crashed after chunks": chunkCrashProbability,
  ...probabilities,
};

export type FaultIntensity = "none" | "normal" | "high";

const multiplier: Readonly<Record<FaultIntensity, number>> = { none: 0, normal: 1, high: 3 };

/** Decides at each opportunity whether a fault is injected, and counts the injected faults. */
export interface FaultInjector {
  /** Draws whether to inject this fault now. */
  readonly injects: (fault: Fault) => boolean;
  /** Counts a fault that was injected elsewhere. */
  readonly count: (fault: Fault) => void;
  readonly counts: FaultCounts;
  readonly setIntensity: (intensity: FaultIntensity) => void;
  readonly intensity: () => FaultIntensity;
  /** Suppresses until then the faults that raise the receive count of a message. */
  readonly spareReceiveCountUntil: (at: number) => void;
}

export const createFaultInjector = (random: Random, now: () => number): FaultInjector => {
  const counts = noFaults();
  let sparedUntil = 0;
  let intensity: FaultIntensity = "none";
  return {
    counts,
    intensity: () => intensity,
    count: (fault) => void (counts[fault] += 1),
    setIntensity: (to) => void (intensity = to),
    spareReceiveCountUntil: (at) => void (sparedUntil = at),
    injects(fault) {
      if (now() < sparedUntil && raisesReceiveCount.has(fault)) return false;
      if (intensity === "none") return false;
      if (!random.chance(probabilityOf[fault] * multiplier[intensity])) return false;
      counts[fault] += 1;
      return true;
    },
  };
};

/** Draws a new intensity every few hours, and ends all faults at `until`. */
export const varyIntensity = (
  { clock, random, trace, faultInjector }: SimulationContext,
  until: number,
): void => {
  const next = (): void => {
    if (clock.now() >= until) return;
    const intensity = random.pick(["none", "normal", "normal", "normal", "high"] as const);
    faultInjector.setIntensity(intensity);
    trace.add("faults", `intensity ${intensity}`);
    const longest = intensity === "high" ? 1.5 * hourMs : 5 * hourMs;
    clock.schedule(clock.now() + random.integer(hourMs / 4, longest), next);
  };
  next();
  clock.schedule(until, () => faultInjector.setIntensity("none"));
};
