import type { BatchStep } from "./batches";
import { type Measurement, type Verdict, verdictOf } from "./measurement";
import type { GrowthStep } from "./growth";

/** Where and when it was measured: times and memory depend on that, counts do not. */
export interface Circumstances {
  readonly startedAt: string;
  readonly minutes: number;
  readonly node: string;
  readonly cores: number;
  /** How many processes wanted a core when the run began, in the minute before. */
  readonly load: number;
  /** Share of the processors' time that the host gave to other machines; unknown outside Linux. */
  readonly stealPercent: number | undefined;
}

export interface Measured {
  readonly circumstances: Circumstances;
  readonly figures: readonly Measurement[];
  readonly growth: readonly GrowthStep[];
  readonly batches: readonly BatchStep[];
}

/** What one run of the bench found. */
export interface Results extends Measured {
  readonly figures: readonly (Measurement & { readonly verdict: Verdict })[];
  /** Promises broken in any of the runs, for people to look into. */
  readonly flaws: readonly string[];
  readonly isPassed: boolean;
}

export const toResults = (measured: Measured): Results => {
  const figures = measured.figures.map((figure) => ({ ...figure, verdict: verdictOf(figure) }));
  const runs = [...figures, ...measured.growth, ...measured.batches];
  const flaws = [...new Set(runs.flatMap((run) => run.flaws ?? []))];
  const isPassed = flaws.length === 0 && figures.every(({ verdict }) => verdict === "reached");
  return { ...measured, figures, flaws, isPassed };
};
