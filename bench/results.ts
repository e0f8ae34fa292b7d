import type { BatchStep } from "./batches";
import { type Measurement, type Verdict, verdictOf } from "./measurement";
import type { GrowthStep } from "./growth";

/** Where and when it was measured: times and memory depend on that, counts do not. */
export interface Environment {
  readonly startedAt: string;
  readonly minutes: number;
  readonly node: string;
  readonly cores: number;
  /** How many processes wanted a core when the run began, in the minute before. */
  readonly loadAverage: number;
  /** Share of the processors' time that the host gave to other machines; unknown outside Linux. */
  readonly stealPercent: number | undefined;
}

export interface RawResults {
  readonly environment: Environment;
  readonly measurements: readonly Measurement[];
  readonly growth: readonly GrowthStep[];
  readonly batches: readonly BatchStep[];
}

/** What one run of the bench found. */
export interface Results extends RawResults {
  readonly measurements: readonly (Measurement & { readonly verdict: Verdict })[];
  /** Promises broken in any of the runs, for people to look into. */
  readonly violations: readonly string[];
  readonly isPassed: boolean;
}

export const toResults = (measured: RawResults): Results => {
  const measurements = measured.measurements.map((figure) => ({
    ...figure,
    verdict: verdictOf(figure),
  }));
  const runs = [...measurements, ...measured.growth, ...measured.batches];
  const violations = [...new Set(runs.flatMap((run) => run.violations ?? []))];
  const isPassed =
    violations.length === 0 && measurements.every(({ verdict }) => verdict === "reached");
  return { ...measured, measurements, violations, isPassed };
};
