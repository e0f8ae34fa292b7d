import { addressDocuments } from "../documents/addressDocument";
import { couponDocuments } from "../documents/couponDocument";
import type { Links } from "../documents/links";
import { isObject, type JsonObject } from "../json";
import type { OrderRow } from "../orders/orderRow";
import { invalidField, notFound, readOnlyField } from "./errors";
import { findOrder, type OrderRouteParts } from "./findOrder";
import { noContent, ok, type Reply, v2List } from "./httpMessages";
import { isReply, parsePage, takePage } from "./paging";
import type { Call, Route } from "./router";

export interface SubresourceParts extends OrderRouteParts {
  readonly links: Links;
}

type Read = (row: OrderRow, query: URLSearchParams) => readonly JsonObject[];

/** A list of an order: 404 for a missing order, 204 for an empty page. */
export const listRoute = (
  parts: OrderRouteParts,
  path: string,
  read: Read,
  empty: Reply = noContent,
): Route => ({
  method: "GET",
  path,
  scope: "orders",
  run(call: Call) {
    const row = findOrder(parts, call);
    if (!row) return notFound;
    const page = parsePage(call.query, parts.behaviour);
    if (isReply(page)) return page;
    const items = takePage(read(row, call.query), page);
    return items.length === 0 ? empty : v2List(items);
  },
});

/** One item of an order's list, by id. */
const itemRoute = (parts: OrderRouteParts, path: string, read: Read): Route => ({
  method: "GET",
  path,
  scope: "orders",
  run(call: Call) {
    const row = findOrder(parts, call);
    const item = row && read(row, call.query).find(({ id }) => String(id) === call.params[1]);
    return item ? ok(item) : notFound;
  },
});

export const countRoute = (parts: OrderRouteParts, path: string, read: Read): Route => ({
  method: "GET",
  path,
  scope: "orders",
  run(call: Call) {
    const row = findOrder(parts, call);
    return row ? ok({ count: read(row, call.query).length }) : notFound;
  },
});

const addressFields = [
  "first_name",
  "last_name",
  "company",
  "street_1",
  "street_2",
  "city",
  "state",
  "zip",
  "country",
  "country_iso2",
];
const writableAddressFields = [
  ...addressFields,
  "phone",
  "email",
  "shipping_method",
  "form_fields",
];

const updateAddress = (parts: OrderRouteParts, call: Call, addresses: Read): Reply => {
  const row = findOrder(parts, call);
  const address = row && addresses(row, call.query).find(({ id }) => String(id) === call.params[1]);
  if (!row || !address) return notFound;
  const unknown = Object.keys(call.fields).find((name) => !writableAddressFields.includes(name));
  if (unknown !== undefined) return readOnlyField(unknown);
  if (!isObject(call.body)) return invalidField("body");
  parts.commands.editAddress(row, Number(address["id"]), call.fields);
  return ok(addresses(row, call.query).find(({ id }) => id === address["id"]));
};

const shippingQuotesRoute = (parts: OrderRouteParts, path: string): Route => ({
  method: "GET",
  path,
  scope: "orders",
  // Always empty: BigCommerce has no quotes for orders made by API or by hand, and the simulator models none.
  run: (call) => (findOrder(parts, call) ? noContent : notFound),
});

/** Older links use `/shippingaddresses`. */
const addressRoutes = (parts: SubresourceParts): Route[] => {
  const addresses: Read = (row) => addressDocuments(parts.store.content(row), row, parts.links);
  const empty: Reply = parts.behaviour.emptyShippingAddresses === "array" ? ok([]) : noContent;
  return ["shipping_addresses", "shippingaddresses"].flatMap((name) => [
    listRoute(parts, `/v2/orders/:id/${name}`, addresses, empty),
    itemRoute(parts, `/v2/orders/:id/${name}/:address`, addresses),
    shippingQuotesRoute(parts, `/v2/orders/:id/${name}/:address/shipping_quotes`),
    {
      method: "PUT",
      path: `/v2/orders/:id/${name}/:address`,
      scope: "orders",
      run: (call) => updateAddress(parts, call, addresses),
    },
  ]);
};

const readConsignments = (parts: OrderRouteParts, call: Call): Reply => {
  const row = findOrder(parts, call);
  const include = call.query.get("include");
  if (include !== null && include !== "consignments.line_items") return invalidField("include");
  return row ? ok(parts.serializer.consignments(row, include !== null)) : notFound;
};

const readFees = (parts: OrderRouteParts, call: Call): Reply =>
  findOrder(parts, call) ? ok({ fees: [] }) : notFound;

export const subresourceRoutes = (parts: SubresourceParts): Route[] => [
  listRoute(parts, "/v2/orders/:id/products", parts.serializer.products),
  countRoute(parts, "/v2/orders/:id/products/count", parts.serializer.products),
  itemRoute(parts, "/v2/orders/:id/products/:product", parts.serializer.products),
  ...addressRoutes(parts),
  listRoute(parts, "/v2/orders/:id/coupons", (row) => couponDocuments(parts.store.content(row))),
  {
    method: "GET",
    path: "/v2/orders/:id/consignments",
    scope: "orders",
    run: (call) => readConsignments(parts, call),
  },
  {
    method: "GET",
    path: "/v2/orders/:id/fees",
    scope: "orders",
    run: (call) => readFees(parts, call),
  },
  shippingQuotesRoute(parts, "/v2/orders/:id/consignments/shipping/:address/shipping_quotes"),
];
