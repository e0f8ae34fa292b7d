import { toAlert } from "../../domain/alert";
import { Failure, isReadFailed, isTooLarge, stopsBatch } from "../../domain/failure";
import { hasId, type Order } from "../../domain/order";
import { pageSizes } from "../../domain/sizeLimits";
import { afterId, isListed, type Sweep } from "../../domain/sweep";
import type { Alerts, Clock, ListPart, Log, OrderQueue, Store } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";

export interface ListReaderPorts {
  readonly store: Pick<Store, "listOrders" | "readOrder">;
  readonly queue: OrderQueue;
  readonly alerts: Alerts;
  readonly log: Log;
  readonly now: Clock;
  readonly traceId: string;
}

export interface ListedPage {
  /** Unchecked; the first may have been on the page before. */
  readonly listed: readonly unknown[];
  /** Every order up to this id has been read; undefined where the page holds none, at the end of the list. */
  readonly lastId: number | undefined;
  /** No more than the store's page size limited the page. */
  readonly isFullRange: boolean;
  /** How many orders were asked for: fewer than the largest page where that is too large. */
  readonly limit: number;
}

/** Reads the lists of one poll. */
export interface ListReader {
  /** The next page of a list, after an id. */
  read(sweep: Partial<Sweep>, lastId: number): Promise<ListedPage>;
  /** Why an alert about an order that no list can hold was not published. */
  alertFailure(): Failure | undefined;
}

type ListFilter = Partial<Sweep>;

/** The page size of V2 lists where `limit` is not honoured: a shorter page is surely the last. */
export const minFullPage = 50;

/** The page size of a failed read; halving it eight times leaves one order. */
const pageSize = 250;

/**
 * Requests that one poll spends on orders that no list can hold. One such order takes up to forty: eight to
 * halve the page, and two for each binary digit of the distance to its id.
 */
const maxProbes = 120;

/** How often a list of one order fails again before it counts as broken, while a list of another succeeds. */
const confirmations = 3;

/** Backs off as after a first failure, and times out early: the store was seen to respond. */
const afterOneFailure = { failures: 1 } as const;

/**
 * Reads lists although the store cannot render one of their orders, so that each list that contains this
 * order is answered with an error. The failing page is halved, by size and then by id, until that order is
 * found. The order is named in an alert and read alone, and every list is then read around it. Where not
 * even one order can be listed the store is down, and nothing is halved.
 */
export const listReader = (ports: ListReaderPorts): ListReader => {
  /** The orders that no list can hold, as read alone where that succeeded. */
  const unlistable = new Map<number, Order | undefined>();
  let unpublished: Failure | undefined;
  let probes = 0;
  let bounds: IdBounds | undefined;

  const list = (sweep: ListFilter, after: number, part?: ListPart) =>
    part || bounds
      ? ports.store.listOrders(sweep, minIdAfter(after, bounds), toBounds(part, bounds))
      : ports.store.listOrders(sweep, after);

  /** Undefined where the store fails on this part. @throws Failure `failure` itself after too many probes */
  const probeWith =
    (failure: Failure): Probing =>
    async (sweep, after, part) => {
      probes += 1;
      if (probes > maxProbes) throw failure;
      const probe = { ...part, probe: afterOneFailure };
      const result = await resultOrFailure(() => list(sweep, after, probe));
      if (!(result instanceof Failure)) return result;
      if (!isReadFailed(result) && !isTooLarge(result)) throw result;
      return undefined;
    };

  /** @throws Failure `failure` itself when the store lists no order at all */
  const learnBounds = async (probing: Probing, failure: Failure): Promise<IdBounds> => {
    const oldest = await probing({}, 0, oldestOnly);
    const listed = oldest ?? (await probing({}, 0, newestOnly));
    const [known] = listed?.filter(hasId) ?? [];
    // As bounds are still unknown, this asks for `min_id` and `max_id` equal to the known id.
    const again = known && (await probing({}, known.id, { maxId: known.id - 1 }));
    if (!again) throw failure;
    const isInclusive = again.filter(hasId).some(({ id }) => id === known.id);
    return oldest
      ? { isInclusive, firstId: known.id, readable: oldestOnly }
      : { isInclusive, firstId: 1, readable: newestOnly };
  };

  const isolate = async (
    sweep: ListFilter,
    lastId: number,
    failure: Failure,
  ): Promise<ListedPage> => {
    const probing = probeWith(failure);
    bounds ??= await learnBounds(probing, failure);
    const before = await halve(probing, sweep, Math.max(lastId, bounds.firstId - 1));
    const found = before.isAtEnd ? noneFound : await searchById(probing, sweep, before.lastId);
    const listed = [...before.listed, ...found.listed];
    if (found.brokenId === undefined)
      return { listed, lastId: lastIdIn(listed, lastId), isFullRange: false, limit: pageSize };
    if (!(await probing({}, 0, bounds.readable))) throw failure;
    const order = await readAlone(found.brokenId);
    unlistable.set(found.brokenId, order);
    await alertUnlistable(found.brokenId, failure);
    return {
      listed: order ? [...listed, order] : listed,
      lastId: found.brokenId,
      isFullRange: false,
      limit: pageSize,
    };
  };

  /** An order that cannot be read alone either is queued, and retried until it can be. */
  const readAlone = async (orderId: number): Promise<Order | undefined> => {
    const { store, queue, log, now, traceId } = ports;
    const reading = await resultOrFailure(() => store.readOrder(orderId, afterOneFailure));
    if (!(reading instanceof Failure)) return reading?.order;
    if (stopsBatch(reading)) throw reading;
    const at = now().toISOString();
    await queue.send([{ v: 1, orderId, reason: "poll", traceId, at }]);
    log("order.queued", { traceId, orderId, why: "unlistable" });
    return undefined;
  };

  /** A failure to publish the alert fails the poll, but only at its end. */
  const alertUnlistable = async (orderId: number, { message }: Failure): Promise<void> => {
    const { alerts, log, traceId } = ports;
    log("order.unlistable", { traceId, orderId, error: message }, "warn");
    const alert = toAlert(new Failure("order.unlistable", message), {
      source: `poll-orders/${orderId}`,
      summary: `Every list that contains order ${orderId} fails`,
      automaticAction:
        "Polls read the lists around this order, so that no other order is missed, and read the order alone. Where that fails too, the order is queued and retried.",
      traceId,
      orderIds: [orderId],
    });
    const published = await resultOrFailure(() => alerts.publish(alert));
    if (published instanceof Failure) unpublished ??= published;
  };

  const readTo = async (
    sweep: ListFilter,
    lastId: number,
    brokenId: number | undefined,
  ): Promise<ListedPage> => {
    const part = brokenId === undefined ? undefined : { maxId: brokenId - 1 };
    const listed = await resultOrFailure(() => list(sweep, lastId, part));
    if (!(listed instanceof Failure))
      return { listed, lastId: lastIdIn(listed, lastId), isFullRange: !part, limit: pageSize };
    if (isTooLarge(listed)) return readSmaller(sweep, lastId, part);
    if (!isReadFailed(listed)) throw listed;
    return isolate(sweep, lastId, listed);
  };

  /** The next page, of fewer orders, where a page of the usual size is too large. */
  const readSmaller = async (
    sweep: ListFilter,
    lastId: number,
    part: ListPart | undefined,
  ): Promise<ListedPage> => {
    const [, medium, smallest] = pageSizes;
    const page = await resultOrFailure(() => list(sweep, lastId, { ...part, limit: medium }));
    if (page instanceof Failure && !isTooLarge(page)) throw page;
    const limit = page instanceof Failure ? smallest : medium;
    const listed = page instanceof Failure ? await list(sweep, lastId, { ...part, limit }) : page;
    return { listed, lastId: lastIdIn(listed, lastId), isFullRange: false, limit };
  };

  return {
    async read(sweep, lastId) {
      const brokenId = Math.min(...[...unlistable.keys()].filter((id) => id > lastId));
      if (brokenId === Infinity) return readTo(sweep, lastId, undefined);
      const page = await readTo(sweep, lastId, brokenId);
      if (page.lastId !== undefined) return page;
      const order = unlistable.get(brokenId);
      return { ...page, listed: order && isListed(order, sweep) ? [order] : [], lastId: brokenId };
    },
    alertFailure: () => unpublished,
  };
};

/** How the store understands `min_id` and `max_id`, which is undocumented, and where its ids begin. */
interface IdBounds {
  readonly isInclusive: boolean;
  readonly firstId: number;
  /** A list of one order that the store can render. */
  readonly readable: ListPart;
}

const oldestOnly: ListPart = { limit: 1 };
const newestOnly: ListPart = { limit: 1, newestFirst: true };

type Probing = (
  sweep: ListFilter,
  after: number,
  part: ListPart,
) => Promise<readonly unknown[] | undefined>;

/** Until the bounds are known, the last id itself: right for both, if inclusive bounds repeat the order. */
const minIdAfter = (lastId: number, bounds: IdBounds | undefined): number =>
  bounds?.isInclusive ? lastId + 1 : lastId;

const toBounds = (
  part: ListPart | undefined,
  bounds: IdBounds | undefined,
): ListPart | undefined =>
  part?.maxId === undefined || bounds?.isInclusive ? part : { ...part, maxId: part.maxId + 1 };

const lastIdIn = (listed: readonly unknown[], lastId: number): number | undefined =>
  afterId(listed.filter(hasId), lastId).at(-1)?.id;

/** The orders of a failing page before the one that makes the page fail. */
const halve = async (probing: Probing, sweep: ListFilter, after: number) => {
  const listed: unknown[] = [];
  let lastId = after;
  for (let size = pageSize; size > 1;) {
    const limit = size >> 1;
    const part = await probing(sweep, lastId, { limit });
    if (part) {
      const last = lastIdIn(part, lastId);
      if (last === undefined) return { listed, lastId, isAtEnd: true };
      listed.push(...part);
      lastId = last;
    }
    size = part ? size - limit : limit;
  }
  return { listed, lastId, isAtEnd: false };
};

/** The order that no list can hold; or, where there is none any more, what was listed instead. */
interface Found {
  readonly brokenId?: number;
  readonly listed: readonly unknown[];
}

const noneFound: Found = { listed: [] };

/** As far after the last order read an order is looked for. */
const maxDistance = 4 ** 12;

/**
 * The id of the next order, which cannot be listed: the one at which a range of ids begins to fail. Ranges
 * grow until one fails, which is then halved.
 */
const searchById = async (probing: Probing, sweep: ListFilter, after: number): Promise<Found> => {
  let lastId = after;
  let failingTo: number | undefined;
  let failures = 0;
  for (let width = 1; failures < confirmations;) {
    if (failingTo === undefined && width > maxDistance) return noneFound;
    const maxId = failingTo === undefined ? lastId + width : middleOf(lastId, failingTo);
    const part = await probing(sweep, lastId, { maxId });
    const last = part && lastIdIn(part, lastId);
    if (part && last !== undefined) return { listed: part };
    if (part) {
      lastId = maxId;
      width *= 4;
    } else {
      failures = failingTo === lastId + 1 ? failures + 1 : 0;
      failingTo = maxId;
    }
  }
  return { ...noneFound, brokenId: lastId + 1 };
};

/** At least the id after `lastId`. */
const middleOf = (lastId: number, failingTo: number): number =>
  lastId + Math.max(1, (failingTo - lastId) >> 1);
