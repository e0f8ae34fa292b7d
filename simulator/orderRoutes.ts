import type { Behaviour } from "./behaviour";
import { parseDate } from "./dates";
import { invalidField, missingField, notFound, readOnlyField, v2Error } from "./errors";
import { isObject, type JsonObject } from "./json";
import { list, noContent, ok, type Reply } from "./message";
import type { OrderCommands } from "./orderCommands";
import { matching, orderQuery, type OrderQuery } from "./orderQuery";
import { isDetail, orderDetail, type OrderReader } from "./orderReader";
import type { OrderRow } from "./orderRow";
import { orderSort } from "./orderSort";
import type { OrderStore } from "./orderStore";
import { ordinary } from "./orderTraits";
import { isReply, pageFrom, pageOf } from "./paging";
import type { Call, Route } from "./router";
import { isStatusId, statuses } from "./statuses";

export interface OrderRouteParts {
  readonly store: OrderStore;
  readonly reader: OrderReader;
  readonly commands: OrderCommands;
  readonly behaviour: Behaviour;
}

/** The order that a path names, unless it is archived and such orders are hidden. */
export const namedOrder = (
  { store, behaviour }: Pick<OrderRouteParts, "store" | "behaviour">,
  { params }: Call,
): OrderRow | undefined => {
  const row = /^\d+$/.test(params[0] ?? "") ? store.find(Number(params[0])) : undefined;
  return row?.isDeleted && behaviour.archivedOrders === "missing" ? undefined : row;
};

const asked = (
  { behaviour, reader }: OrderRouteParts,
  query: URLSearchParams,
): OrderQuery | Reply => {
  const found = orderQuery(query, {
    behaviour,
    paymentMethodOf: (_, row) => reader.order(row)["payment_method"],
  });
  return "bad" in found ? invalidField(found.bad) : found;
};

const listOrders = (parts: OrderRouteParts, { query }: Call): Reply => {
  const { store, reader, behaviour } = parts;
  const page = pageOf(query, behaviour.overLimit);
  if (isReply(page)) return page;
  const detail = orderDetail(query);
  if (!isDetail(detail)) return detail;
  const sort = orderSort(query.get("sort"));
  if (!sort) return invalidField("sort");
  const wanted = asked(parts, query);
  if (isReply(wanted)) return wanted;
  const rows = matching(store, wanted);
  return list(
    pageFrom(sort.isNatural ? rows : sort.apply(rows, store), page).map((row) =>
      reader.order(row, detail),
    ),
  );
};

const countOrders = (parts: OrderRouteParts, { query }: Call): Reply => {
  const wanted = asked(parts, query);
  if (isReply(wanted)) return wanted;
  const counts = new Map<number, number>();
  for (const { statusId } of matching(parts.store, wanted)) {
    if (statusId !== 0 || parts.behaviour.countsIncomplete)
      counts.set(statusId, (counts.get(statusId) ?? 0) + 1);
  }
  const rows = statuses.map(({ id, name, order, meaning }) => ({
    id,
    name,
    system_label: name,
    custom_label: name,
    system_description: meaning,
    count: counts.get(id) ?? 0,
    sort_order: order,
  }));
  return ok({ statuses: rows, count: rows.reduce((sum, { count }) => sum + count, 0) });
};

const readOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const detail = orderDetail(call.query);
  if (!isDetail(detail)) return detail;
  const row = namedOrder(parts, call);
  return row ? ok(parts.reader.order(row, detail)) : notFound;
};

/** Text fields that an API client may write; they have no effect on anything else. */
const writableText = [
  "staff_notes",
  "customer_message",
  "external_order_id",
  "external_source",
  "payment_method",
  "payment_provider_id",
  "order_source",
  "ebay_order_id",
  "ip_address",
  "ip_address_v6",
  "geoip_country",
  "geoip_country_iso2",
  "tax_provider_id",
  "customer_locale",
];

const writable = ["status_id", "is_deleted", "date_created", "billing_address", ...writableText];

const refusal = (fields: JsonObject): Reply | undefined => {
  const foreign = Object.keys(fields).find((name) => !writable.includes(name));
  if (foreign !== undefined) return readOnlyField(foreign);
  const bad = Object.entries(fields).find(([name, value]) => {
    if (name === "status_id") return !isStatusId(value);
    if (name === "is_deleted") return typeof value !== "boolean";
    if (name === "billing_address") return !isObject(value);
    if (name === "date_created") return typeof value !== "string" || parseDate(value) === undefined;
    return value !== null && typeof value !== "string";
  });
  return bad && invalidField(bad[0]);
};

const textOf = ({ reader }: OrderRouteParts, row: OrderRow, fields: JsonObject): JsonObject => {
  const text = Object.fromEntries(
    Object.entries(fields).filter(([name]) => writableText.includes(name)),
  );
  const before = reader.order(row)["billing_address"];
  const address = fields["billing_address"];
  return isObject(address) && isObject(before)
    ? { ...text, billing_address: { ...before, ...address } }
    : text;
};

const apply = (parts: OrderRouteParts, row: OrderRow, fields: JsonObject): void => {
  const text = textOf(parts, row, fields);
  const createdAt =
    typeof fields["date_created"] === "string" ? parseDate(fields["date_created"]) : undefined;
  if (createdAt !== undefined) row.createdAt = createdAt;
  if (Object.keys(text).length > 0 || createdAt !== undefined) parts.commands.edit(row, text);
  if (isStatusId(fields["status_id"])) parts.commands.setStatus(row, fields["status_id"], "api");
  if (fields["is_deleted"] === true) parts.commands.archive(row);
};

const badBody = ({ body }: Call): Reply | undefined =>
  isObject(body) ? undefined : v2Error(400, "The request body could not be parsed.");

const updateOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const row = namedOrder(parts, call);
  if (!row) return notFound;
  const refused = badBody(call) ?? refusal(call.fields);
  if (refused) return refused;
  apply(parts, row, call.fields);
  return ok(parts.reader.order(row));
};

/** The content is drawn, with as many lines as were sent; see README.md. */
const createOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const { products, billing_address: billing, status_id: statusId = 1, ...rest } = call.fields;
  const refused = badBody(call) ?? (Array.isArray(products) ? undefined : missingField("products"));
  if (refused) return refused;
  if (!isObject(billing)) return missingField("billing_address");
  if (!isStatusId(statusId)) return invalidField("status_id");
  const known = Object.fromEntries(
    Object.entries(rest).filter(([name]) => writable.includes(name)),
  );
  const invalid = refusal(known);
  if (invalid) return invalid;
  const traits = {
    ...ordinary,
    lines: Array.isArray(products) ? Math.max(1, products.length) : 1,
    guest: true,
    source: "external",
  };
  const row = parts.commands.create({ traits, statusId, by: "api", paymentStatus: "" });
  apply(parts, row, { ...known, billing_address: billing });
  return { status: parts.behaviour.createdOrderStatus, body: parts.reader.order(row) };
};

const deleteOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const row = namedOrder(parts, call);
  if (!row) return notFound;
  parts.commands.archive(row);
  return noContent;
};

const deleteOrders = (parts: OrderRouteParts): Reply => {
  for (const row of parts.store.rows) parts.commands.archive(row);
  return noContent;
};

export const orderRoutes = (parts: OrderRouteParts): Route[] => [
  { method: "GET", path: "/v2/orders", scope: "orders", run: (call) => listOrders(parts, call) },
  { method: "POST", path: "/v2/orders", scope: "orders", run: (call) => createOrder(parts, call) },
  { method: "DELETE", path: "/v2/orders", scope: "orders", run: () => deleteOrders(parts) },
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
    run: (call) => deleteOrder(parts, call),
  },
];
