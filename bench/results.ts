import { type Figure, type Verdict, verdictOn } from "./figure";

/** What one run of the bench found. */
export interface Results {
  readonly figures: readonly (Figure & { readonly verdict: Verdict })[];
  /** Promises broken in any of the runs, for people to look into. */
  readonly flaws: readonly string[];
}

export const toResults = (figures: readonly Figure[]): Results => ({
  figures: figures.map((figure) => ({ ...figure, verdict: verdictOn(figure) })),
  flaws: [...new Set(figures.flatMap(({ flaws = [] }) => flaws))],
});

export const isPassed = ({ figures, flaws }: Results): boolean =>
  flaws.length === 0 && figures.every(({ verdict }) => verdict === "reached");
