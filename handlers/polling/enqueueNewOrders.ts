import type { Failure } from "../../domain/failure";
import { hasId, type ListedOrder, parseListedOrders } from "../../domain/order";
import { afterId, isEligible, type Sweep, type SweepRules } from "../../domain/sweep";
import type { Clock, Log, OrderQueue, Store, SweepResult } from "../../ports";

/** What a sweep of the store works with. */
export interface SweepContext {
  readonly store: Store;
  readonly queue: OrderQueue;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: SweepRules;
  readonly traceId: string;
}

/** A sweep's result while it grows. */
type SweepProgress = { -readonly [field in keyof SweepResult]: SweepResult[field] };

/** How far the listing of one status has come. */
interface ListCursor {
  readonly result: SweepProgress;
  lastId: number;
  isAtEnd: boolean;
}

/** A listed order on its way to the queue. */
interface Listed {
  readonly order: ListedOrder;
  readonly result: SweepProgress;
}

/**
 * Lists statuses to their ends, side by side, and queues what is wanted in ascending order of id:
 * messages that are neighbours on the queue are then read in one request. Pages are asked by id, never
 * by number: the processor takes orders out of the lists meanwhile, and page numbers would skip some.
 * An unusable order keeps no other from the queue; what is wrong with such orders is the answer.
 * `results` shows how far each sweep came, also when this fails; what was listed is queued even then.
 */
export const enqueueNewOrders = async (
  work: SweepContext,
  sweeps: readonly Sweep[],
  results: SweepResult[],
): Promise<Failure[]> => {
  const cursors = sweeps.map(toCursor);
  results.push(...cursors.map(({ result }) => result));
  const problems: Failure[] = [];
  const listed: Listed[] = [];
  try {
    for (let next = laggingCursor(cursors); next; next = laggingCursor(cursors)) {
      listed.push(...(await readPage(work, next, problems)));
      await enqueueUpTo(work, listed, laggingCursor(cursors)?.lastId ?? Infinity);
    }
    return problems;
  } catch (thrown) {
    // The next poll lists again what cannot be queued now; the failure to tell of is the first one.
    await Promise.allSettled([enqueueUpTo(work, listed, Infinity)]);
    throw thrown;
  }
};

const toCursor = (sweep: Sweep): ListCursor => ({
  result: { ...sweep, seen: 0, queued: 0, pages: 0 },
  lastId: 0,
  isAtEnd: false,
});

/** The one of the lowest id, or of lists that came equally far the first. */
const laggingCursor = (cursors: readonly ListCursor[]): ListCursor | undefined =>
  cursors.filter(({ isAtEnd }) => !isAtEnd).sort((a, b) => a.lastId - b.lastId)[0];

/** The wanted orders of a list's next page; one without anything new, usable or not, is its end. */
const readPage = async (
  { store, rules }: SweepContext,
  cursor: ListCursor,
  problems: Failure[],
): Promise<Listed[]> => {
  const { result } = cursor;
  const page = await store.listOrders(result, cursor.lastId);
  const { orders, problem } = parseListedOrders(page);
  if (problem) problems.push(problem);
  const last = afterId(page.filter(hasId), cursor.lastId).at(-1);
  const fresh = afterId(orders, cursor.lastId);
  cursor.isAtEnd = !last;
  if (!last) return [];
  cursor.lastId = last.id;
  result.seen += fresh.length;
  result.pages += 1;
  return fresh.filter((order) => isEligible(order, rules)).map((order) => ({ order, result }));
};

/** No list can still bring an order below the id that the hindmost of them has come to. */
const enqueueUpTo = async (work: SweepContext, listed: Listed[], id: number): Promise<void> => {
  listed.sort((one, other) => one.order.id - other.order.id);
  const later = listed.findIndex(({ order }) => order.id > id);
  const due = listed.splice(0, later < 0 ? listed.length : later);
  const { queue, log, now, traceId } = work;
  const at = now().toISOString();
  await queue.send(
    due.map(({ order }) => ({ v: 1, orderId: order.id, reason: "poll", traceId, at })),
  );
  for (const { order, result } of due) {
    result.queued += 1;
    log("order.queued", { traceId, orderId: order.id, statusId: order.status_id });
  }
};
