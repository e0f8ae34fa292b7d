import { parseDate } from "../dates";
import { isObject, type JsonObject } from "../json";
import type { OrderRow } from "../orders/orderRow";
import { defaultTraits } from "../orders/orderTraits";
import { isStatusId } from "../orders/statuses";
import { invalidField, missingField, notFound, readOnlyField, v2Error } from "./errors";
import { findOrder, type OrderRouteParts } from "./findOrder";
import { noContent, ok, type Reply } from "./httpMessages";
import type { Call } from "./router";

/** Text fields that an API client may write; no other field depends on them. */
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

type Check = (value: unknown) => boolean;

const isText: Check = (value) => value === null || typeof value === "string";

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...writableText.map((name): [string, Check] => [name, isText]),
  ["status_id", isStatusId],
  ["is_deleted", (value) => typeof value === "boolean"],
  ["billing_address", isObject],
  ["date_created", (value) => typeof value === "string" && parseDate(value) !== undefined],
]);

/** The error for an unknown, read-only or invalid field. Writable fields that the simulator does not model count as read-only. */
const fieldError = (fields: JsonObject): Reply | undefined => {
  const unknown = Object.keys(fields).find((name) => !checks.has(name));
  if (unknown !== undefined) return readOnlyField(unknown);
  const invalid = Object.entries(fields).find(([name, value]) => !checks.get(name)?.(value));
  return invalid && invalidField(invalid[0]);
};

const editsOf = (
  { serializer }: OrderRouteParts,
  row: OrderRow,
  fields: JsonObject,
): JsonObject => {
  const text = Object.fromEntries(
    Object.entries(fields).filter(([name]) => writableText.includes(name)),
  );
  const address = fields["billing_address"];
  const before = serializer.order(row)["billing_address"];
  return isObject(address) && isObject(before)
    ? { ...text, billing_address: { ...before, ...address } }
    : text;
};

const applyUpdate = (parts: OrderRouteParts, row: OrderRow, fields: JsonObject): void => {
  const { commands } = parts;
  const { status_id: statusId, is_deleted: isDeleted, date_created: created, ...rest } = fields;
  if (typeof created === "string") row.createdAt = parseDate(created) ?? row.createdAt;
  if (created !== undefined || Object.keys(rest).length > 0)
    commands.edit(row, editsOf(parts, row, rest));
  if (isStatusId(statusId)) commands.setStatus(row, statusId, "api");
  if (isDeleted === true) commands.archive(row);
};

const malformedBody = v2Error(400, "The request body could not be parsed.");

export const updateOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const row = findOrder(parts, call);
  if (!row) return notFound;
  const error = isObject(call.body) ? fieldError(call.fields) : malformedBody;
  if (error) return error;
  applyUpdate(parts, row, call.fields);
  return ok(parts.serializer.order(row));
};

const lineCount = (products: unknown): number =>
  Array.isArray(products) ? Math.max(1, products.length) : 1;

const creationError = ({ body, fields }: Call): Reply | undefined => {
  if (!isObject(body)) return malformedBody;
  if (!Array.isArray(fields["products"])) return missingField("products");
  if (!isObject(fields["billing_address"])) return missingField("billing_address");
  const { products, shipping_addresses: addresses, ...rest } = fields;
  void products;
  void addresses;
  return fieldError(rest);
};

/** Generates the content, with as many lines as the request has products; see README.md. */
export const createOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const error = creationError(call);
  if (error) return error;
  const { products, shipping_addresses: addresses, status_id: statusId, ...rest } = call.fields;
  void addresses;
  const row = parts.commands.create({
    traits: { ...defaultTraits, lines: lineCount(products), guest: true, source: "external" },
    statusId: isStatusId(statusId) ? statusId : 1,
    by: "api",
    paymentStatus: "",
  });
  applyUpdate(parts, row, rest);
  return { status: parts.behaviour.createdOrderStatus, body: parts.serializer.order(row) };
};

export const archiveOrder = (parts: OrderRouteParts, call: Call): Reply => {
  const row = findOrder(parts, call);
  if (!row) return notFound;
  parts.commands.archive(row);
  return noContent;
};

export const archiveAllOrders = ({ store, commands }: OrderRouteParts): Reply => {
  for (const row of store.rows) commands.archive(row);
  return noContent;
};
