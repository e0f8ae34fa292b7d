/** One request that re-reads orders of a batch: an id window of the order list, or a single order. */
export type PlannedRead =
  | {
      readonly kind: "window";
      readonly ids: readonly number[];
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: "single"; readonly ids: readonly [number] };

/** A page holds at most 250 orders, so a window that spans 250 ids always fits one page. */
const maxWindowSpan = 250;

/**
 * The next request: from the lowest id on, as many orders as the window spans and the budget allows.
 * Windows that each begin at the lowest remaining id are the fewest possible.
 */
export const nextRead = (ids: Iterable<number>, budget: number): PlannedRead | undefined => {
  const [min, ...others] = [...new Set(ids)].sort((a, b) => a - b);
  if (min === undefined) return undefined;
  const near = others.filter((id) => id - min < maxWindowSpan).slice(0, Math.max(0, budget - 1));
  const max = near.at(-1);
  return max === undefined
    ? { kind: "single", ids: [min] }
    : { kind: "window", ids: [min, ...near], min, max };
};
