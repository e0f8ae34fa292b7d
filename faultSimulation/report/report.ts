import type { SeedResult } from "../engine/simulateSeed";
import type { RaceWindow } from "../invariants/lostUpdates";
import type { Violation } from "../invariants/violation";
import { addFaults, type Fault, type FaultCounts, faults, noFaults } from "../world/faults";

/** The totals of all seeds. */
export interface Report {
  readonly seeds: number;
  readonly simulatedHours: number;
  readonly orders: number;
  readonly acknowledged: number;
  readonly requests: number;
  readonly invocations: number;
  readonly raceWindow: RaceWindow;
  readonly faults: FaultCounts;
  /** Faults that no seed injected, given enough seeds to expect each fault. */
  readonly neverInjected: readonly Fault[];
  readonly violations: readonly (Violation & { readonly seed: number })[];
  readonly wallSeconds: number;
}

/** With fewer seeds a rare fault may be missing by chance. */
const minSeedsForAllFaults = 1_000;

const sum = (results: readonly SeedResult[], of: (result: SeedResult) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

const max = (results: readonly SeedResult[], of: (result: SeedResult) => number): number =>
  results.reduce((largest, result) => Math.max(largest, of(result)), 0);

const combineRaceWindows = (results: readonly SeedResult[]): RaceWindow => ({
  writes: sum(results, ({ raceWindow }) => raceWindow.writes),
  totalMs: sum(results, ({ raceWindow }) => raceWindow.totalMs),
  longestMs: max(results, ({ raceWindow }) => raceWindow.longestMs),
  lostUpdates: sum(results, ({ raceWindow }) => raceWindow.lostUpdates),
  longestLostUpdateMs: max(results, ({ raceWindow }) => raceWindow.longestLostUpdateMs),
  harmful: sum(results, ({ raceWindow }) => raceWindow.harmful),
  alerted: sum(results, ({ raceWindow }) => raceWindow.alerted),
  repeatedWrites: sum(results, ({ raceWindow }) => raceWindow.repeatedWrites),
});

export const createReport = (results: readonly SeedResult[], wallSeconds: number): Report => {
  const counts = results.map((result) => result.faults).reduce(addFaults, noFaults());
  const isEnough = results.length >= minSeedsForAllFaults;
  return {
    seeds: results.length,
    simulatedHours: Math.round(sum(results, ({ hours }) => hours)),
    orders: sum(results, ({ orders }) => orders),
    acknowledged: sum(results, ({ acknowledged }) => acknowledged),
    requests: sum(results, ({ requests }) => requests),
    invocations: sum(results, ({ invocations }) => invocations),
    raceWindow: combineRaceWindows(results),
    faults: counts,
    neverInjected: isEnough ? faults.filter((fault) => counts[fault] === 0) : [],
    violations: results.flatMap(({ seed, violations }) =>
      violations.map((violation) => ({ ...violation, seed })),
    ),
    wallSeconds,
  };
};

export const isPassed = ({ violations, neverInjected }: Report): boolean =>
  violations.length === 0 && neverInjected.length === 0;
