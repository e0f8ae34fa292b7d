import {
  type ArchiveSweep,
  compareListed,
  maxSliceLookups,
  maxSlicePages,
  maxSliceQueued,
  newArchiveSweep,
  pageSize,
  slicePages,
} from "../../domain/archiveSweep";
import { Failure, stopsBatch } from "../../domain/failure";
import { distinctIds, hasId } from "../../domain/order";
import type { Replication } from "../../domain/record";
import { afterId, type Checkpoint } from "../../domain/sweep";
import { listLagMs } from "../../domain/timeLimits";
import type { OrderCount, SweepResult } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";
import type { SweepContext } from "./enqueueNewOrders";
import { minFullPage } from "./listReader";

/** What a slice follows: the checkpoint before the poll, and the store's counts. */
export interface ArchiveSlice {
  readonly known: Checkpoint | undefined;
  readonly count: OrderCount;
}

/**
 * One slice of the search for archived orders: lists what the store has, of any status, and enqueues the
 * orders that the table holds as living and the list lacks; each is then read alone, and marked archived.
 * Returns how far the search is. A slice that the quota or the deadline ends is continued by the next poll.
 */
export const enqueueArchivedOrders = async (
  context: SweepContext,
  { known, count }: ArchiveSlice,
  results: SweepResult[],
): Promise<ArchiveSweep> => {
  const progress = { kind: "archived", seen: 0, queued: 0, pages: 0 };
  results.push(progress);
  const orders = Object.values(count.byStatus).reduce((sum, each) => sum + each, 0);
  const wanted = slicePages(orders, context.rules.pollIntervalMinutes) * pageSize;
  let sweep = known?.archiveSweep ?? newArchiveSweep;
  // Where a whole page is too large, it takes several smaller ones.
  let covered = 0;
  let lookups = 0;
  while (covered < wanted && progress.pages < maxSlicePages && lookups < maxSliceLookups) {
    const listedAt = context.now();
    const after = sweep.afterId;
    const page = await resultOrFailure(() => context.lists.read({}, after));
    if (page instanceof Failure) {
      if (!stopsBatch(page)) throw page;
      return sweep;
    }
    const ids = distinctIds(afterId(page.listed.filter(hasId), after));
    const isShort = page.isFullRange && page.listed.length < minFullPage;
    const listed = { ids, lastId: isShort ? undefined : page.lastId };
    const step = compareListed(sweep, listed, maxSliceLookups - lookups);
    const missing = await findMissing(context, step.unlisted, listedAt);
    const queued = missing.slice(0, maxSliceQueued - progress.queued);
    await enqueueMissing(context, queued);
    progress.queued += queued.length;
    progress.seen += ids.length;
    progress.pages += 1;
    covered += page.limit;
    lookups += step.unlisted.length;
    if (queued.length < missing.length)
      return { ...step.next, afterId: queued.at(-1) ?? sweep.afterId };
    sweep = step.next;
    if (step.isRoundOver) return sweep;
  }
  return sweep;
};

/** The orders that the table holds as living, of those that the store does not list; ascending. */
const findMissing = async (
  { records }: SweepContext,
  unlisted: readonly number[],
  listedAt: Date,
): Promise<number[]> => {
  if (unlisted.length === 0) return [];
  const rows = [...(await records.find(unlisted)).values()];
  const missing = rows.filter((row) => isPerhapsArchived(row, listedAt));
  return missing.map(({ id }) => id).sort((a, b) => a - b);
};

const enqueueMissing = async (
  { queue, log, now, traceId }: SweepContext,
  ids: readonly number[],
): Promise<void> => {
  const at = now().toISOString();
  await queue.send(ids.map((orderId) => ({ v: 1, orderId, reason: "poll", traceId, at })));
  for (const orderId of ids) log("order.queued", { traceId, orderId, why: "unlisted" });
};

/** A list may lack an order that was read, as living, shortly before. */
const isPerhapsArchived = ({ archivedAt, readAt }: Replication, listedAt: Date): boolean =>
  archivedAt === undefined && !(Date.parse(readAt) > listedAt.getTime() - listLagMs);
