import type { Failure } from "../domain/failure";
import { hasId, type ListedOrder, parseListedOrders } from "../domain/order";
import { beyond, isWanted, type Sweep, type SweepRules } from "../domain/sweep";
import type { Clock, Log, OrderQueue, Store, SweepResult } from "../ports";

/** What a sweep of the store works with. */
export interface SweepWork {
  readonly store: Store;
  readonly queue: OrderQueue;
  readonly log: Log;
  readonly now: Clock;
  readonly rules: SweepRules;
  readonly traceId: string;
}

/** A sweep's result while it grows. */
type Growing = { -readonly [field in keyof SweepResult]: SweepResult[field] };

/** How far the listing of one status has come. */
interface Course {
  readonly result: Growing;
  lastId: number;
  isAtEnd: boolean;
}

/** A listed order on its way to the queue. */
interface Listed {
  readonly order: ListedOrder;
  readonly result: Growing;
}

/**
 * Lists statuses to their ends, side by side, and queues what is wanted in ascending order of id:
 * messages that are neighbours on the queue are then read in one request. Pages are asked by id, never
 * by number: the processor takes orders out of the lists meanwhile, and page numbers would skip some.
 * An unusable order keeps no other from the queue; what is wrong with such orders is the answer.
 * `results` shows how far each sweep came, also when this fails; what was listed is queued even then.
 */
export const sweepStore = async (
  work: SweepWork,
  sweeps: readonly Sweep[],
  results: SweepResult[],
): Promise<Failure[]> => {
  const courses = sweeps.map(toCourse);
  results.push(...courses.map(({ result }) => result));
  const problems: Failure[] = [];
  const listed: Listed[] = [];
  try {
    for (let next = hindmost(courses); next; next = hindmost(courses)) {
      listed.push(...(await takePage(work, next, problems)));
      await queueUpTo(work, listed, hindmost(courses)?.lastId ?? Infinity);
    }
    return problems;
  } catch (thrown) {
    // The next poll lists again what cannot be queued now; the failure to tell of is the first one.
    await Promise.allSettled([queueUpTo(work, listed, Infinity)]);
    throw thrown;
  }
};

const toCourse = (sweep: Sweep): Course => ({
  result: { ...sweep, seen: 0, queued: 0, pages: 0 },
  lastId: 0,
  isAtEnd: false,
});

/** The one of the lowest id, or of lists that came equally far the first. */
const hindmost = (courses: readonly Course[]): Course | undefined =>
  courses.filter(({ isAtEnd }) => !isAtEnd).sort((a, b) => a.lastId - b.lastId)[0];

/** The wanted orders of a list's next page; one without anything new, usable or not, is its end. */
const takePage = async (
  { store, rules }: SweepWork,
  course: Course,
  problems: Failure[],
): Promise<Listed[]> => {
  const { result } = course;
  const page = await store.listOrders(result, course.lastId);
  const { orders, problem } = parseListedOrders(page);
  if (problem) problems.push(problem);
  const last = beyond(page.filter(hasId), course.lastId).at(-1);
  const fresh = beyond(orders, course.lastId);
  course.isAtEnd = !last;
  if (!last) return [];
  course.lastId = last.id;
  result.seen += fresh.length;
  result.pages += 1;
  return fresh.filter((order) => isWanted(order, rules)).map((order) => ({ order, result }));
};

/** No list can still bring an order below the id that the hindmost of them has come to. */
const queueUpTo = async (work: SweepWork, listed: Listed[], id: number): Promise<void> => {
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
