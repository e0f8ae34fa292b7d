import { parseDate } from "../dates";
import { refundDocuments, transactionDocuments } from "../documents/transactionDocument";
import { isObject, type JsonObject } from "../json";
import type { OrderRow } from "../orders/orderRow";
import { v3Error } from "./errors";
import { findOrder, type OrderRouteParts } from "./findOrder";
import { ok, type Reply } from "./httpMessages";
import type { Call, Route } from "./router";
import { v3List } from "./v3List";

const v3NotFound = v3Error(404, "The requested resource was not found.");

type Read = (row: OrderRow) => readonly unknown[];

const v3ListRoute = (
  parts: OrderRouteParts,
  path: string,
  scope: Route["scope"],
  read: Read,
): Route => ({
  method: "GET",
  path,
  scope,
  run(call: Call) {
    const row = findOrder(parts, call);
    return row ? v3List(read(row), call.query) : v3NotFound;
  },
});

const parseIds = (query: URLSearchParams, name: string): Set<number> | undefined => {
  const text = query.get(name);
  return text ? new Set(text.split(",").map(Number)) : undefined;
};

/** The refunds of all orders: V3's only list of refunds across a store. */
const allRefunds = ({ store }: OrderRouteParts, { query }: Call): Reply => {
  const orderIds = parseIds(query, "order_id:in");
  const ids = parseIds(query, "id:in");
  const from = parseDate(query.get("created:min") ?? "") ?? -Infinity;
  const to = parseDate(query.get("created:max") ?? "") ?? Infinity;
  const rows = store.rows
    .filter(
      ({ refunded, modifiedAt }) => refunded !== "none" && modifiedAt >= from && modifiedAt <= to,
    )
    .filter(({ id }) => (!orderIds || orderIds.has(id)) && (!ids || ids.has(id)));
  return v3List(
    rows.flatMap((row) => refundDocuments(store.content(row), row)),
    query,
  );
};

const metafieldNames = ["permission_set", "namespace", "key", "value"];

const addMetafield = (parts: OrderRouteParts, call: Call): Reply => {
  const row = findOrder(parts, call);
  if (!row) return v3NotFound;
  const missingNames = metafieldNames.filter((name) => typeof call.fields[name] !== "string");
  if (!isObject(call.body) || missingNames.length > 0) {
    const errors = Object.fromEntries(missingNames.map((name) => [name, "error.path.missing."]));
    return v3Error(422, "JSON data is missing or invalid", errors);
  }
  return ok({ data: parts.commands.addMetafield(row, metafield(row, call.fields)), meta: {} });
};

const metafield = (
  { id }: OrderRow,
  { permission_set, namespace, key, value }: JsonObject,
): JsonObject => ({
  permission_set,
  namespace,
  key,
  value,
  description: "",
  resource_type: "order",
  resource_id: id,
});

/** The order resources that only V3 has. */
export const v3OrderRoutes = (parts: OrderRouteParts): Route[] => {
  const { store } = parts;
  return [
    v3ListRoute(parts, "/v3/orders/:id/transactions", "transactions", (row) =>
      transactionDocuments(store.content(row), row),
    ),
    v3ListRoute(parts, "/v3/orders/:id/payment_actions/refunds", "transactions", (row) =>
      refundDocuments(store.content(row), row),
    ),
    {
      method: "GET",
      path: "/v3/orders/payment_actions/refunds",
      scope: "transactions",
      run: (call) => allRefunds(parts, call),
    },
    v3ListRoute(parts, "/v3/orders/:id/metafields", "orders", (row) => row.metafields ?? []),
    {
      method: "POST",
      path: "/v3/orders/:id/metafields",
      scope: "orders",
      run: (call) => addMetafield(parts, call),
    },
  ];
};
