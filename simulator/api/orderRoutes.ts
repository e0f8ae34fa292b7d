import type { OrderRow } from "../orders/orderRow";
import { statuses } from "../orders/statuses";
import { invalidField, notFound } from "./errors";
import { findOrder, type OrderRouteParts } from "./findOrder";
import { ok, type Reply, serializedV2List } from "./httpMessages";
import { isDetail, orderDetail } from "./orderDetail";
import { matchingOrders, orderQuery, type OrderQuery } from "./orderQuery";
import { orderSort } from "./orderSort";
import { archiveAllOrders, archiveOrder, createOrder, updateOrder } from "./orderWrites";
import { isReply, parsePage, takePage } from "./paging";
import type { Call, Route } from "./router";

const parseQuery = (
  { behaviour, serializer, clock }: OrderRouteParts,
  query: URLSearchParams,
): OrderQuery | Reply => {
  const parsed = orderQuery(query, { behaviour, document: serializer.order, now: clock.now() });
  return "invalid" in parsed ? invalidField(parsed.invalid) : parsed;
};

/** Some orders twice, one after the other, so that a page may end between them. */
function* withRepetitions(
  { behaviour }: OrderRouteParts,
  rows: Iterable<OrderRow>,
): Generator<OrderRow> {
  for (const row of rows) {
    yield row;
    if (behaviour.repeatedInLists === "sometimes" && row.id % 10 === 7) yield row;
  }
}

const listOrders = (parts: OrderRouteParts, { query }: Call): Reply => {
  const { store, serializer, behaviour } = parts;
  const page = parsePage(query, behaviour);
  if (isReply(page)) return page;
  const detail = orderDetail(query);
  if (!isDetail(detail)) return detail;
  const sort = orderSort(query.get("sort"));
  if (!sort) return invalidField("sort");
  const selection = parseQuery(parts, query);
  if (isReply(selection)) return selection;
  const rows = matchingOrders(store, selection);
  const sorted = sort.isById ? rows : sort.apply(rows, store);
  const listed = takePage(withRepetitions(parts, sorted), page);
  const reply = serializedV2List(listed.map((row) => serializer.orderJson(row, detail)));
  return { ...reply, orderIds: listed.map(({ id }) => id) };
};

const countOrders = (parts: OrderRouteParts, { query }: Call): Reply => {
  const selection = parseQuery(parts, query);
  if (isReply(selection)) return selection;
  const counts = new Map<number, number>();
  for (const { statusId } of matchingOrders(parts.store, selection)) {
    if (statusId !== 0 || parts.behaviour.countsIncomplete)
      counts.set(statusId, (counts.get(statusId) ?? 0) + 1);
  }
  const rows = statuses.map(({ id, name, sortOrder, description }) => ({
    id,
    name,
    system_label: name,
    custom_label: name,
    system_description: description,
    count: counts.get(id) ?? 0,
    sort_order: sortOrder,
  }));
  return ok({ statuses: rows, count: rows.reduce((sum, { count }) => sum + count, 0) });
};

const readOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const detail = orderDetail(call.query);
  if (!isDetail(detail)) return detail;
  const row = findOrder(parts, call);
  return row ? { ...ok(parts.serializer.orderJson(row, detail)), orderIds: [row.id] } : notFound;
};

export const orderRoutes = (parts: OrderRouteParts): Route[] => [
  { method: "GET", path: "/v2/orders", scope: "orders", run: (call) => listOrders(parts, call) },
  { method: "POST", path: "/v2/orders", scope: "orders", run: (call) => createOrder(parts, call) },
  { method: "DELETE", path: "/v2/orders", scope: "orders", run: () => archiveAllOrders(parts) },
  {
    method: "GET",
    path: "/v2/orders/count",
    scope: "orders",
    run: (call) => countOrders(parts, call),
  },
  { method: "GET", path: "/v2/orders/:id", scope: "orders", run: (call) => readOrder(parts, call) },
  {
    method: "PUT",
    path: "/v2/orders/:id",
    scope: "orders",
    run: (call) => updateOrder(parts, call),
  },
  {
    method: "DELETE",
    path: "/v2/orders/:id",
    scope: "orders",
    run: (call) => archiveOrder(parts, call),
  },
];
