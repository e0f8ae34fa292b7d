import type { Failure } from "../../domain/failure";
import { distinctIds, type ListedOrder, parseListedOrders } from "../../domain/order";
import { afterId, isEligible, type Sweep, type SweepRules } from "../../domain/sweep";
import { isListedUpToDate } from "../../domain/upToDate";
import type { Clock, Log, OrderQueue, OrderRecords, SweepResult } from "../../ports";
import type { ListReader } from "./listReader";

/** What a sweep of the store needs. */
export interface SweepContext {
  readonly lists: ListReader;
  readonly queue: OrderQueue;
  readonly records: Pick<OrderRecords, "find">;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: SweepRules;
  readonly traceId: string;
}

/** A sweep's result while the sweep runs. */
type SweepProgress = { -readonly [field in keyof SweepResult]: SweepResult[field] };

/** How far the list of one status was read: keyset pagination, by order id. */
interface ListCursor {
  readonly progress: SweepProgress;
  lastId: number;
  isAtEnd: boolean;
}

/** A listed order on its way to the queue. */
interface ListedEntry {
  readonly order: ListedOrder;
  readonly progress: SweepProgress;
}

/**
 * Lists every status to its end, side by side, and enqueues eligible orders in ascending order of id:
 * messages that are neighbours on the queue are then read in one request. Pages are asked by id, never
 * by number: processing takes orders out of the lists meanwhile, and page numbers would skip some.
 * An invalid order keeps no other from the queue; the returned failures name the invalid ones.
 * `results` shows how far each sweep came, also after a failure; what was listed is enqueued even then.
 */
export const enqueueNewOrders = async (
  context: SweepContext,
  sweeps: readonly Sweep[],
  results: SweepResult[],
): Promise<Failure[]> => {
  const cursors = sweeps.map(toCursor);
  results.push(...cursors.map(({ progress }) => progress));
  const problems: Failure[] = [];
  const listed: ListedEntry[] = [];
  try {
    for (let next = laggingCursor(cursors); next; next = laggingCursor(cursors)) {
      listed.push(...(await readPage(context, next, problems)));
      await enqueueUpTo(context, listed, laggingCursor(cursors)?.lastId ?? Infinity);
    }
    return problems;
  } catch (thrown) {
    // The next poll lists again what cannot be enqueued now; the first failure is the one to report.
    await Promise.allSettled([enqueueUpTo(context, listed, Infinity)]);
    throw thrown;
  }
};

const toCursor = (sweep: Sweep): ListCursor => ({
  progress: { ...sweep, seen: 0, queued: 0, pages: 0 },
  lastId: 0,
  isAtEnd: false,
});

/** The cursor with the lowest id; of equals the first. */
const laggingCursor = (cursors: readonly ListCursor[]): ListCursor | undefined =>
  cursors.filter(({ isAtEnd }) => !isAtEnd).sort((a, b) => a.lastId - b.lastId)[0];

/** The eligible orders of a list's next page. */
const readPage = async (
  { lists, rules }: SweepContext,
  cursor: ListCursor,
  problems: Failure[],
): Promise<ListedEntry[]> => {
  const { progress } = cursor;
  const { listed, lastId } = await lists.read(progress, cursor.lastId);
  const { orders, problem } = parseListedOrders(listed);
  if (problem) problems.push(problem);
  const unseen = afterId(orders, cursor.lastId);
  const eligible = unseen.filter((order) => isEligible(order, rules));
  cursor.isAtEnd = lastId === undefined;
  if (lastId === undefined) return [];
  cursor.lastId = lastId;
  progress.seen += unseen.length;
  progress.pages += 1;
  return distinct(eligible).map((order) => ({ order, progress }));
};

/** Each order of a page once: a page may hold an order twice. */
const distinct = (orders: readonly ListedOrder[]): ListedOrder[] => [
  ...new Map(orders.map((order) => [order.id, order])).values(),
];

/** No list can still yield an order below the lagging cursor's id. */
const enqueueUpTo = async (
  context: SweepContext,
  listed: ListedEntry[],
  id: number,
): Promise<void> => {
  listed.sort((one, other) => one.order.id - other.order.id);
  const later = listed.findIndex(({ order }) => order.id > id);
  const upTo = listed.splice(0, later < 0 ? listed.length : later);
  const due = await withoutUpToDate(context, upTo);
  const { queue, log, now, traceId } = context;
  const at = now().toISOString();
  await queue.send(
    due.map(({ order }) => ({ v: 1, orderId: order.id, reason: "poll", traceId, at })),
  );
  for (const { order, progress } of due) {
    progress.queued += 1;
    log("order.queued", { traceId, orderId: order.id, statusId: order.status_id });
  }
};

/** Leaves out the orders whose rows answer for the listed version; a dry run decides on each order anew. */
const withoutUpToDate = async (
  { records, rules: { acknowledge } }: SweepContext,
  entries: readonly ListedEntry[],
): Promise<readonly ListedEntry[]> => {
  if (acknowledge === "plan" || entries.length === 0) return entries;
  const rows = await records.find(distinctIds(entries.map(({ order }) => order)));
  return entries.filter(({ order }) => !isListedUpToDate(order, rows.get(order.id), acknowledge));
};
