/**
 * A sweep over the orders that the Orders table holds as living, for those that the store archived while the
 * webhook was lost: lists leave archived orders out, so that no list reports them. It goes by id, in slices.
 */
export interface ArchiveSweep {
  /** Up to this id this round has compared; 0 before a round. */
  readonly afterId: number;
  /** The lowest id that the store listed in the first round: rounds begin there. */
  readonly firstId?: number;
  /** The highest id that the store ever listed: rounds end after it. */
  readonly highestId: number;
}

export const newArchiveSweep: ArchiveSweep = { afterId: 0, highestId: 0 };

/** Of a page as large as the store makes them. */
export const pageSize = 250;

/** A round ends within a day, though some polls may fail. */
const roundMinutes = 18 * 60;

/** Pages of one slice at most: two thirds of the quota of one window, for most stores. */
export const maxSlicePages = 100;

/** How many whole pages one poll compares, so that a round over so many orders ends within a day. */
export const slicePages = (orders: number, pollIntervalMinutes: number): number => {
  const requests = Math.ceil(orders / pageSize) + 1;
  const polls = Math.max(1, Math.floor(roundMinutes / pollIntervalMinutes));
  return Math.min(maxSlicePages, Math.ceil(requests / polls));
};

/** Rows that one poll looks up at most: a gap of more ids, as after a migration, takes several polls. */
export const maxSliceLookups = 10_000;

/**
 * Orders that one poll queues at most, each of which takes a request of its own: after a thousand orders were
 * archived at once, or where the store's lists are empty by mistake, other orders still get the quota.
 */
export const maxSliceQueued = 1_000;

/** Orders just outside of what the store lists may be archived as well: so many ids are compared. */
const marginIds = pageSize;

/** Ids of a list that was read from the sweep's position on, and how far it reached. */
export interface ListedIds {
  readonly ids: readonly number[];
  /** Undefined at the end of the list. */
  readonly lastId: number | undefined;
}

/** What a page of the store's list means for the sweep. */
export interface ArchiveSweepStep {
  /** Ids that the store does not list: held as living, they are archived. */
  readonly unlisted: readonly number[];
  readonly next: ArchiveSweep;
  readonly isRoundOver: boolean;
}

/** Compares the next page with all ids that it spans, as many as may be looked up. */
export const compareListed = (
  sweep: ArchiveSweep,
  { ids, lastId }: ListedIds,
  maxLookups: number,
): ArchiveSweepStep => {
  const listed = new Set(ids);
  const highestId = Math.max(sweep.highestId, ...ids);
  const [lowest] = ids.length > 0 ? [Math.min(...ids)] : [];
  const firstId = sweep.firstId ?? lowest;
  const end = lastId ?? Math.max(highestId, sweep.afterId) + marginIds;
  const unlisted: number[] = [];
  let id = Math.max(sweep.afterId, (firstId ?? end) - marginIds - 1) + 1;
  for (; id <= end && unlisted.length < maxLookups; id += 1) if (!listed.has(id)) unlisted.push(id);
  const isRoundOver = lastId === undefined && id > end;
  const afterId = isRoundOver ? 0 : Math.max(sweep.afterId, id - 1);
  return { unlisted, next: { afterId, firstId, highestId }, isRoundOver };
};
