/** One request that re-reads orders of a batch: an id window of the order list, or a single order. */
export type PlannedRead = PlannedWindow | PlannedSingle;

export interface PlannedWindow {
  readonly kind: "window";
  readonly ids: readonly number[];
  readonly min: number;
  readonly max: number;
}

export interface PlannedSingle {
  readonly kind: "single";
  readonly ids: readonly [number];
}

/**
 * How many orders the next read of an order may hold at most. Orders without a limit, those that no
 * failed read held, come first; an order with the limit 0 failed alone, and comes last.
 */
export type ReadLimits = ReadonlyMap<number, number>;

export const noLimits: ReadLimits = new Map();

/**
 * The limits after a read that failed: one order that the store cannot render makes every list fail that
 * holds the order, so the orders of that read are read again by halves, down to single ones.
 */
export const halved = (limits: ReadLimits, { ids }: PlannedRead): ReadLimits =>
  limited(limits, ids, Math.floor(ids.length / 2));

/** The limits after a read that did not show these orders: each is read alone. */
export const alone = (limits: ReadLimits, ids: readonly number[]): ReadLimits =>
  limited(limits, ids, 1);

const limited = (limits: ReadLimits, ids: readonly number[], limit: number): ReadLimits =>
  new Map([...limits, ...ids.map((id) => [id, limit] as const)]);

/** A page holds at most 250 orders, so a window that spans 250 ids always fits one page. */
const maxWindowSpan = 250;

/**
 * The next request: from the lowest id on, as many orders as the window spans and budget and limits allow.
 * Windows that each begin at the lowest remaining id are the fewest possible.
 */
export const nextRead = (
  ids: Iterable<number>,
  budget: number,
  limits: ReadLimits = noLimits,
): PlannedRead | undefined => {
  const limitOf = (id: number): number => limits.get(id) ?? Infinity;
  const distinct = [...new Set(ids)].sort((a, b) => a - b);
  const limit = Math.max(...distinct.map(limitOf));
  const [min, ...others] = distinct.filter((id) => limitOf(id) === limit);
  if (min === undefined) return undefined;
  const count = Math.max(1, Math.min(budget, limit));
  const near = others.filter((id) => id - min < maxWindowSpan).slice(0, count - 1);
  const max = near.at(-1);
  return max === undefined
    ? { kind: "single", ids: [min] }
    : { kind: "window", ids: [min, ...near], min, max };
};
