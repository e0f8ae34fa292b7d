import { array, number, type } from "superstruct";
import { Failure, type FailureCode } from "../domain/failure";
import { addsUp } from "../domain/listsInConsignments";
import { parseOrder, parsePart, type Part } from "../domain/order";
import type { StoreResult } from "../domain/storeResponse";
import { matches } from "../domain/validation";
import type { OpenStore, OrderCount, Probe, StatusChangeResult, Store } from "../ports";
import {
  requireFound,
  storeClient,
  type StoreClient,
  type StoreClientSettings,
} from "./storeClient";
import { webhookClient } from "./webhookClient";

/** The largest page of a V2 list. */
const pageSize = 250;

/** The page size of V2 lists where `limit` is not honoured: a shorter page is surely the last. */
const defaultPageSize = 50;

/** The store, through BigCommerce's V2 API. */
export const bigCommerce = (settings: StoreClientSettings): OpenStore => {
  const openClient = storeClient(settings);
  return (deadline) => openStore(openClient(deadline));
};

const openStore = (client: StoreClient): Store => {
  const get = (path: string, query: Query = {}, probe?: Probe) =>
    client.sendWithRetry({ method: "GET", path: `/v2/${path}`, query: toQuery(query), probe });

  const getFound = async (path: string, query?: Query, probe?: Probe) =>
    requireFound(`GET /v2/${path}`, await get(path, query, probe));

  /** Reads a sub-resource to its end: a page without a new id, a short page or a complete list. */
  const listAll = async (
    orderId: number,
    resource: string,
    isComplete: (parts: readonly Part[]) => boolean = () => false,
  ): Promise<Part[]> => {
    const path = `orders/${orderId}/${resource}`;
    const parts = new Map<number, Part>();
    for (let page = 1; ; page += 1) {
      const known = parts.size;
      const result = await get(path, { page, limit: pageSize });
      if (!result.found) throw new Failure("order.missing", `GET /v2/${path} was answered 404`);
      const listed = toList(result, path);
      for (const one of listed) {
        const part = parsePart(one, `The ${resource} of order ${orderId}`);
        parts.set(part.id, part);
      }
      const all = [...parts.values()];
      const isLast = listed.length < pageSize && isComplete(all);
      if (listed.length < defaultPageSize || parts.size === known || isLast) return all.sort(byId);
    }
  };

  return {
    async countOrders() {
      const result = await getFound("orders/count");
      return { byStatus: countsIn(result.body), storeTime: result.date };
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
      const result = await getFound("orders", query, part.probe);
      return toList(result, "orders");
    },

    async readOrders(minId, maxId, probe) {
      const window = { min_id: minId, max_id: maxId, sort: "id:asc", limit: pageSize };
      const result = await getFound("orders", { ...window, ...withLineItems }, probe);
      return { orders: toList(result, "orders"), readAt: result.sentAt };
    },

    async readOrder(id, probe) {
      const { body, found, sentAt } = await get(`orders/${id}`, withLineItems, probe);
      return found ? { order: parseOrder(body, id), readAt: sentAt } : undefined;
    },

    readProducts: (orderId, itemsTotal) =>
      listAll(orderId, "products", (lines) => addsUp(lines, itemsTotal)),
    readShippingAddresses: (orderId) => listAll(orderId, "shipping_addresses"),
    readCoupons: (orderId) => listAll(orderId, "coupons"),
    setStatus: (id, statusId, notAfter) => setStatus(client, { id, statusId, notAfter }),
    awaitBudget: () => client.awaitBudget(),
    canSendNow: () => client.canSendNow(),
    webhooks: webhookClient(client),
  };
};

const byId = (a: Part, b: Part): number => a.id - b.id;

/** Includes line items, in the structure that stays when the legacy array is removed. */
const withLineItems = { include: "consignments.line_items", consignment_structure: "object" };

/** Store dates have one-second precision. */
const toSeconds = (iso: string | undefined): string | undefined => iso?.replace(/\.\d+(?=Z$)/, "");

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
    const { body, found, sentAt } = await client.sendOnce(
      { ...put, body: { status_id: statusId } },
      notAfter,
    );
    if (!found) throw new Failure("order.missing", `The store knows no order ${id} any more`);
    return { kind: "responded", order: parseOrder(body, id), readAt: sentAt };
  } catch (error) {
    if (error instanceof Failure && outcomeUnknown.has(error.code)) {
      return { kind: "unknown", failure: error };
    }
    throw error;
  }
};
