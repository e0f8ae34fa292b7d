/** One request of a batch's re-reading: an id window of the order list, or a single order. */
export type Read =
  | {
      readonly kind: "window";
      readonly ids: readonly number[];
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: "single"; readonly ids: readonly [number] };

/** The list answers at most 250 orders, so a window that spans 250 ids always fits one page. */
export const widestWindow = 250;

/** The fewest requests that re-read these orders whole, in ascending order of id. */
export const readPlan = (ids: Iterable<number>): Read[] => {
  const windows: number[][] = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const last = windows.at(-1);
    if (last?.[0] !== undefined && id - last[0] < widestWindow) last.push(id);
    else windows.push([id]);
  }
  return windows.map(toRead);
};

const toRead = (ids: number[]): Read => {
  const [min = 0, ...others] = ids;
  return others.length === 0
    ? { kind: "single", ids: [min] }
    : { kind: "window", ids, min, max: others.at(-1) ?? min };
};
