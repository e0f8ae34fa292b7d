import type { Behaviour } from "../behaviour";
import { parseDate, wholeSecond } from "../dates";
import { isObject, type JsonObject } from "../json";
import type { OrderRow } from "../orders/orderRow";
import type { OrderStore } from "../orders/orderStore";

/** Tests an order. The document is rendered only for the filters that need it. */
type Predicate = (row: OrderRow, document: () => JsonObject) => boolean;

/** The filter for a parameter's value, if the value is valid. */
type Filter = { readonly predicate: Predicate; readonly isCheap: boolean } | "invalid" | "ignored";

type Parameter = (text: string, behaviour: Behaviour) => Filter;

const number =
  (make: (expected: number) => Predicate, isCheap = false): Parameter =>
  (text) =>
    Number.isFinite(Number(text)) ? { predicate: make(Number(text)), isCheap } : "invalid";

const text =
  (read: (document: JsonObject) => unknown): Parameter =>
  (expected) => ({ predicate: (_, document) => read(document()) === expected, isCheap: false });

/** Bounds are inclusive and compare whole seconds. Query decoding has turned a raw `+` into a space. */
const date =
  (make: (bound: number) => (row: OrderRow) => boolean): Parameter =>
  (value, { invalidDate }) => {
    const bound = parseDate(value);
    if (bound !== undefined) return { predicate: make(bound), isCheap: true };
    return invalidDate === "rejected" ? "invalid" : "ignored";
  };

const total = (document: JsonObject): number => Number(document["total_inc_tax"]);

const billingEmail = ({ billing_address: address }: JsonObject): unknown =>
  isObject(address) && address["email"];

const parameters: Readonly<Record<string, Parameter>> = {
  status_id: number((expected) => (row) => row.statusId === expected, true),
  min_date_created: date((bound) => (row) => wholeSecond(row.createdAt) >= bound),
  max_date_created: date((bound) => (row) => wholeSecond(row.createdAt) <= bound),
  min_date_modified: date((bound) => (row) => wholeSecond(row.modifiedAt) >= bound),
  max_date_modified: date((bound) => (row) => wholeSecond(row.modifiedAt) <= bound),
  min_total: number((bound) => (_, document) => total(document()) >= bound),
  max_total: number((bound) => (_, document) => total(document()) <= bound),
  customer_id: number((expected) => (_, document) => document()["customer_id"] === expected),
  channel_id: number((expected) => (_, document) => document()["channel_id"] === expected),
  email: text(billingEmail),
  cart_id: text((document) => document["cart_id"]),
  payment_method: text((document) => document["payment_method"]),
  external_order_id: text((document) => document["external_order_id"]),
};

/** The orders that a list or a count selects. */
export interface OrderQuery {
  readonly minId: number;
  readonly maxId: number;
  /** Cheap filters first. */
  readonly filters: readonly Predicate[];
  readonly document: (row: OrderRow) => JsonObject;
}

export interface InvalidParameter {
  readonly invalid: string;
}

export interface QueryContext {
  readonly now: number;
  readonly behaviour: Behaviour;
  readonly document: (row: OrderRow) => JsonObject;
}

const filtersOf = (
  query: URLSearchParams,
  { behaviour, now }: QueryContext,
): Predicate[] | InvalidParameter => {
  const wantsDeleted = query.get("is_deleted") === "true";
  const changedBy = now - behaviour.listLagMs;
  const cheap: Predicate[] = [
    (row) => row.isDeleted === wantsDeleted && row.modifiedAt <= changedBy,
  ];
  const expensive: Predicate[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const filter = query.get(name) ? parameter(query.get(name) ?? "", behaviour) : "ignored";
    if (filter === "invalid") return { invalid: name };
    if (filter !== "ignored") (filter.isCheap ? cheap : expensive).push(filter.predicate);
  }
  return [...cheap, ...expensive];
};

const idBound = (query: URLSearchParams, name: string, fallback: number): number =>
  query.get(name) ? Number(query.get(name)) : fallback;

export const orderQuery = (
  query: URLSearchParams,
  context: QueryContext,
): OrderQuery | InvalidParameter => {
  const { behaviour, document } = context;
  const minId = idBound(query, "min_id", -Infinity);
  const maxId = idBound(query, "max_id", Infinity);
  if (Number.isNaN(minId)) return { invalid: "min_id" };
  if (Number.isNaN(maxId)) return { invalid: "max_id" };
  const filters = filtersOf(query, context);
  if ("invalid" in filters) return filters;
  const offset = behaviour.idBounds === "exclusive" ? 1 : 0;
  return { minId: minId + offset, maxId: maxId - offset, filters, document };
};

const matches = ({ filters, document }: OrderQuery, row: OrderRow): boolean => {
  let rendered: JsonObject | undefined;
  return filters.every((predicate) => predicate(row, () => (rendered ??= document(row))));
};

/** The matching orders by ascending id, lazily. */
export function* matchingOrders({ rows }: OrderStore, query: OrderQuery): Generator<OrderRow> {
  const first = rows[0]?.id ?? 0;
  for (let index = Math.max(0, Math.ceil(query.minId - first)); index < rows.length; index++) {
    const row = rows[index] as OrderRow;
    if (row.id > query.maxId) return;
    if (matches(query, row)) yield row;
  }
}
