import type { BatchStep } from "./batches";
import type { GrowthStep } from "./growth";
import { type Measurement, type Verdict, verdictOf } from "./measurement";

/** Where and when the bench ran: times and memory depend on it, counts do not. */
export interface Environment {
  readonly startedAt: string;
  readonly minutes: number;
  readonly node: string;
  readonly cores: number;
  /** One-minute load average when the run started. */
  readonly loadAverage: number;
  /** CPU steal time during the run; undefined outside Linux. */
  readonly stealPercent: number | undefined;
}

export interface RawResults {
  readonly environment: Environment;
  readonly measurements: readonly Measurement[];
  readonly growth: readonly GrowthStep[];
  readonly batches: readonly BatchStep[];
}

/** The results of one run of the bench. */
export interface Results extends RawResults {
  readonly measurements: readonly (Measurement & { readonly verdict: Verdict })[];
  /** Invariants violated in any drain, without duplicates. */
  readonly violations: readonly string[];
  readonly isPassed: boolean;
}

export const toResults = (raw: RawResults): Results => {
  const measurements = raw.measurements.map((measurement) => ({
    ...measurement,
    verdict: verdictOf(measurement),
  }));
  const runs = [...measurements, ...raw.growth, ...raw.batches];
  const violations = [...new Set(runs.flatMap((run) => run.violations ?? []))];
  const isPassed =
    violations.length === 0 && measurements.every(({ verdict }) => verdict === "met");
  return { ...raw, measurements, violations, isPassed };
};
