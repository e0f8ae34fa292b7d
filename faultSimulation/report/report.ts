import { addFaults, type Fault, type FaultCounts, faults, noFaults } from "../world/faults";
import type { SeedResult } from "../engine/simulateSeed";
import type { Gaps } from "../invariants/gaps";
import type { Violation } from "../invariants/violation";

/** What all seeds of a run came to. */
export interface Report {
  readonly seeds: number;
  readonly simulatedHours: number;
  readonly orders: number;
  readonly acknowledged: number;
  readonly requests: number;
  readonly invocations: number;
  readonly gaps: Gaps;
  readonly faults: FaultCounts;
  /** Faults that no seed met, if there were seeds enough to expect all of them. */
  readonly neverInjected: readonly Fault[];
  readonly violations: readonly (Violation & { readonly seed: number })[];
  readonly wallSeconds: number;
}

/** With fewer seeds than this, a rare fault may well be missing. */
const enoughSeeds = 1_000;

const sum = (results: readonly SeedResult[], of: (result: SeedResult) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

const most = (results: readonly SeedResult[], of: (result: SeedResult) => number): number =>
  results.reduce((longest, result) => Math.max(longest, of(result)), 0);

const sumGaps = (results: readonly SeedResult[]): Gaps => ({
  writes: sum(results, ({ gaps }) => gaps.writes),
  totalMs: sum(results, ({ gaps }) => gaps.totalMs),
  longestMs: most(results, ({ gaps }) => gaps.longestMs),
  overwritten: sum(results, ({ gaps }) => gaps.overwritten),
  longestOverwritingMs: most(results, ({ gaps }) => gaps.longestOverwritingMs),
  harmful: sum(results, ({ gaps }) => gaps.harmful),
  told: sum(results, ({ gaps }) => gaps.told),
  again: sum(results, ({ gaps }) => gaps.again),
});

export const toReport = (results: readonly SeedResult[], wallSeconds: number): Report => {
  const counts = results.map((result) => result.faults).reduce(addFaults, noFaults());
  const isEnough = results.length >= enoughSeeds;
  return {
    seeds: results.length,
    simulatedHours: Math.round(sum(results, ({ hours }) => hours)),
    orders: sum(results, ({ orders }) => orders),
    acknowledged: sum(results, ({ acknowledged }) => acknowledged),
    requests: sum(results, ({ requests }) => requests),
    invocations: sum(results, ({ invocations }) => invocations),
    gaps: sumGaps(results),
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
