import { array, number, type } from "superstruct";
import { Failure, type FailureCode, isReadFailed, isTooLarge } from "../domain/failure";
import { addsUp } from "../domain/listsInConsignments";
import { byId, hasId, keyOf, parseOrder, parsePart, type Part } from "../domain/order";
import { maxResponseBytes, pageSizes } from "../domain/sizeLimits";
import type { StoreResult } from "../domain/storeResponse";
import { matches } from "../domain/validation";
import type {
  OpenStore,
  OrderCount,
  OrderReading,
  Probe,
  ReadingTime,
  StatusChangeResult,
  Store,
} from "../ports";
import {
  requireFound,
  type SentResult,
  storeClient,
  type StoreClient,
  type StoreClientSettings,
  type StoreRequest,
} from "./storeClient";
import { webhookClient } from "./webhookClient";
import { type WindowFit, windowFit } from "./windowFit";

/** The largest page of a V2 list. */
const [pageSize] = pageSizes;

/** The page size of V2 lists where `limit` is not honoured: a shorter page is surely the last. */
const defaultPageSize = 50;

/** The store, through BigCommerce's V2 API. */
export const bigCommerce = (settings: StoreClientSettings): OpenStore => {
  const openClient = storeClient(settings);
  const fit = windowFit(settings.maxBytes);
  return (deadline) => openStore(openClient(deadline), fit);
};

const openStore = (client: StoreClient, fit: WindowFit): Store => {
  const get = (path: string, query: Query = {}, more: RequestOptions = {}) =>
    client.sendWithRetry({ method: "GET", path: `/v2/${path}`, query: toQuery(query), ...more });

  const getFound = async (path: string, query?: Query, more?: RequestOptions) =>
    requireFound(`GET /v2/${path}`, await get(path, query, more));

  /** Reads a sub-resource to its end: a page without a new id, a short page or a complete list. */
  const listInPages = async (
    { orderId, resource, isComplete = () => false }: ListedResource,
    limit: number,
  ): Promise<Part[]> => {
    const path = `orders/${orderId}/${resource}`;
    const parts = new Map<string, Part>();
    for (let page = 1, length = 0; ; page += 1) {
      const known = parts.size;
      const result = await get(path, { page, limit }, { isRequired: page > 1 });
      if (!result.found) throw new Failure("order.missing", `GET /v2/${path} was answered 404`);
      length += result.length;
      if (length > maxResponseBytes) throw listTooLarge(path);
      const listed = toList(result, path);
      for (const one of listed) {
        const part = parsePart(one, `The ${resource} of order ${orderId}`);
        parts.set(keyOf(part), part);
      }
      const all = [...parts.values()];
      const isLast = listed.length < limit && isComplete(all);
      const isShort = listed.length < Math.min(limit, defaultPageSize);
      if (isShort || parts.size === known || isLast) return all.sort(byId);
    }
  };

  /** A list whose pages are too large is read in smaller ones, from the first page on. */
  const listAll = async (list: ListedResource): Promise<Part[]> => {
    const [largest, ...smaller] = pageSizes;
    let parts = await unlessTooLarge(() => listInPages(list, largest));
    for (const limit of smaller)
      if (parts instanceof Failure) parts = await unlessTooLarge(() => listInPages(list, limit));
    if (parts instanceof Failure) throw parts;
    return parts;
  };

  const readSingly = async (id: number, probe?: Probe): Promise<OrderReading | undefined> => {
    const path = `orders/${id}`;
    // Without line items, which are then read from their own list, a page at a time.
    const whole = await unlessTooLarge(() => get(path, withLineItems, { probe }));
    const result = whole instanceof Failure ? await get(path) : whole;
    if (!result.found) return undefined;
    if (result === whole) fit.fitted(1, result.length);
    return { order: parseOrder(result.body, id), ...readingTime(result) };
  };

  const listBetween = async (minId: number, maxId: number): Promise<readonly unknown[]> => {
    const window = { min_id: minId, max_id: maxId, sort: "id:asc", limit: 3 };
    return toList(await getFound("orders", window), "orders");
  };

  /**
   * A 404 counts only while the store responds to others: one that is closed for maintenance answers 404 to
   * everything, the list included. The window is wider than the order, since it may exclude its bounds.
   * An order that the store cannot render makes the list fail for good. Where it is a neighbour, the bounds
   * are included, and the half of the window without the neighbour is listed; otherwise it is the order itself.
   * @throws Failure where the order may exist
   */
  const isListed = async (id: number): Promise<boolean> => {
    const around = await unlessReadFailed(() => listBetween(id - 1, id + 1));
    if (!(around instanceof Failure)) return hasOrder(around, id);
    const below = await unlessReadFailed(() => listBetween(id - 1, id));
    const above = await unlessReadFailed(() => listBetween(id, id + 1));
    if (below instanceof Failure && !(above instanceof Failure)) return hasOrder(above, id);
    if (above instanceof Failure && !(below instanceof Failure)) return hasOrder(below, id);
    throw around;
  };

  return {
    async countOrders(probe) {
      const result = await getFound("orders/count", {}, { isRequired: probe === undefined, probe });
      return { byStatus: countsIn(result.body), clockSkew: result.clockSkew };
    },

    async listOrders({ statusId, modifiedSince, createdSince }, minId, part = {}) {
      const query = {
        status_id: statusId,
        min_id: minId || undefined,
        max_id: part.maxId,
        min_date_modified: toSeconds(modifiedSince),
        min_date_created: toSeconds(createdSince),
        sort: part.newestFirst ? "id:desc" : "id:asc",
        limit: part.limit ?? pageSize,
      };
      const result = await getFound("orders", query, { isRequired: true, probe: part.probe });
      return toList(result, "orders");
    },

    async readOrders(minId, maxId, probe) {
      const window = { min_id: minId, max_id: maxId, sort: "id:asc", limit: pageSize };
      const query = { ...window, ...withLineItems };
      const result = await unlessTooLarge(() => getFound("orders", query, { probe }));
      if (result instanceof Failure) {
        fit.exceeded(maxId - minId + 1);
        throw result;
      }
      const orders = toList(result, "orders");
      fit.fitted(orders.length, result.length);
      return { orders, ...readingTime(result) };
    },

    async readOrder(id, probe) {
      const reading = await readSingly(id, probe);
      if (reading || !(await isListed(id))) return reading;
      const again = await readSingly(id);
      if (again) return again;
      throw new Failure("order.missing", `The store lists order ${id} and answers 404 to it`);
    },

    readProducts: (orderId, itemsTotal) =>
      listAll({
        orderId,
        resource: "products",
        isComplete: (lines) => addsUp(lines, itemsTotal),
      }),
    readShippingAddresses: (orderId) => listAll({ orderId, resource: "shipping_addresses" }),
    readCoupons: (orderId) => listAll({ orderId, resource: "coupons" }),
    setStatus: (id, statusId, notAfter) => setStatus(client, { id, statusId, notAfter }),
    awaitBudget: async () => Math.min(await client.awaitBudget(), fit.orders()),
    canSendNow: () => client.canSendNow(),
    webhooks: webhookClient(client),
  };
};

/** A sub-resource of an order. */
interface ListedResource {
  readonly orderId: number;
  readonly resource: "products" | "shipping_addresses" | "coupons";
  /** Whether these are surely all parts. */
  readonly isComplete?: (parts: readonly Part[]) => boolean;
}

/** Returns an expected failure instead of throwing the failure. */
const unless =
  (isExpected: (failure: Failure) => boolean) =>
  async <T>(read: () => Promise<T>): Promise<T | Failure> => {
    try {
      return await read();
    } catch (thrown) {
      if (thrown instanceof Failure && isExpected(thrown)) return thrown;
      throw thrown;
    }
  };

const unlessTooLarge = unless(isTooLarge);
const unlessReadFailed = unless(isReadFailed);

const hasOrder = (listed: readonly unknown[], id: number): boolean =>
  listed.some((order) => hasId(order) && order.id === id);

const listTooLarge = (path: string): Failure =>
  new Failure(
    "payload.tooLarge",
    `GET /v2/${path} listed more than ${maxResponseBytes} characters`,
  );

const readingTime = ({ sentAt, clockSkew }: SentResult): ReadingTime => ({
  readAt: sentAt,
  clockSkew,
});

/** Includes line items, in the structure that stays when the legacy array is removed. */
const withLineItems = { include: "consignments.line_items", consignment_structure: "object" };

/** Store dates have one-second precision. */
const toSeconds = (iso: string | undefined): string | undefined => iso?.replace(/\.\d+(?=Z$)/, "");

type RequestOptions = Pick<StoreRequest, "isRequired" | "probe">;

type Query = Readonly<Record<string, string | number | undefined>>;

/** `URLSearchParams` encodes the `+` of an offset as `%2B`; BigCommerce would read a bare one as a space. */
const toQuery = (query: Query): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
};

/** V2 responds to an empty list with 204 and no body. */
const toList = ({ body }: StoreResult, path: string): unknown[] => {
  if (body === undefined) return [];
  if (Array.isArray(body)) return body;
  throw new Failure("payload.invalid", `GET /v2/${path} did not return a list`);
};

const Counts = type({ statuses: array(type({ id: number(), count: number() })) });

/** Advisory: the lists decide. A response without statuses, as of older stores, counts nothing. */
const countsIn = (body: unknown): OrderCount["byStatus"] =>
  matches(body, Counts)
    ? Object.fromEntries(body.statuses.map(({ id, count }) => [String(id), count]))
    : {};

/** Failures after which the status may or may not be set: re-read the order to see. */
const outcomeUnknown = new Set<FailureCode>([
  "store.throttled",
  "store.unavailable",
  "record.conflict",
]);

interface StatusChange {
  readonly id: number;
  readonly statusId: number;
  readonly notAfter: Date;
}

const setStatus = async (
  client: StoreClient,
  { id, statusId, notAfter }: StatusChange,
): Promise<StatusChangeResult> => {
  try {
    const put = { method: "PUT", path: `/v2/orders/${id}` } as const;
    const result = await client.sendOnce({ ...put, body: { status_id: statusId } }, notAfter);
    if (!result.found)
      throw new Failure("order.missing", `The store knows no order ${id} any more`);
    return { kind: "responded", order: parseOrder(result.body, id), ...readingTime(result) };
  } catch (error) {
    if (error instanceof Failure && outcomeUnknown.has(error.code)) {
      return { kind: "unknown", failure: error };
    }
    throw error;
  }
};
