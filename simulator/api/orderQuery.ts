import type { Behaviour } from "../behaviour";
import { parseDate } from "../dates";
import { isObject, type JsonObject } from "../json";
import type { OrderRow } from "../orders/orderRow";
import type { OrderStore } from "../orders/orderStore";

/** Whether an order belongs to the list. The document is written only for those filters that look into it. */
type Predicate = (row: OrderRow, document: () => JsonObject) => boolean;

/** A filter made of a parameter's text, or what is wrong with it. */
type Filter = { readonly fits: Predicate; readonly isCheap: boolean } | "unreadable" | "ignored";

type Parameter = (text: string, behaviour: Behaviour) => Filter;

const number =
  (make: (wanted: number) => Predicate, isCheap = false): Parameter =>
  (text) =>
    Number.isFinite(Number(text)) ? { fits: make(Number(text)), isCheap } : "unreadable";

const text =
  (read: (document: JsonObject) => unknown): Parameter =>
  (wanted) => ({ fits: (_, document) => read(document()) === wanted, isCheap: false });

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** Bounds are inclusive and compare whole seconds. A raw `+` has become a space by now, as it does in any query. */
const date =
  (make: (bound: number) => (row: OrderRow) => boolean): Parameter =>
  (wanted, { unreadableDate }) => {
    const bound = parseDate(wanted);
    if (bound !== undefined) return { fits: make(bound), isCheap: true };
    return unreadableDate === "rejected" ? "unreadable" : "ignored";
  };

const total = (document: JsonObject): number => Number(document["total_inc_tax"]);

const billingEmail = ({ billing_address: address }: JsonObject): unknown =>
  isObject(address) && address["email"];

const parameters: Readonly<Record<string, Parameter>> = {
  status_id: number((wanted) => (row) => row.statusId === wanted, true),
  min_date_created: date((bound) => (row) => wholeSecond(row.createdAt) >= bound),
  max_date_created: date((bound) => (row) => wholeSecond(row.createdAt) <= bound),
  min_date_modified: date((bound) => (row) => wholeSecond(row.modifiedAt) >= bound),
  max_date_modified: date((bound) => (row) => wholeSecond(row.modifiedAt) <= bound),
  min_total: number((bound) => (_, document) => total(document()) >= bound),
  max_total: number((bound) => (_, document) => total(document()) <= bound),
  customer_id: number((wanted) => (_, document) => document()["customer_id"] === wanted),
  channel_id: number((wanted) => (_, document) => document()["channel_id"] === wanted),
  email: text(billingEmail),
  cart_id: text((document) => document["cart_id"]),
  payment_method: text((document) => document["payment_method"]),
  external_order_id: text((document) => document["external_order_id"]),
};

/** Which orders a list or a count is about. */
export interface OrderQuery {
  readonly minId: number;
  readonly maxId: number;
  /** Cheap ones first. */
  readonly filters: readonly Predicate[];
  readonly document: (row: OrderRow) => JsonObject;
}

/** A parameter that cannot be understood. */
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
  const dear: Predicate[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const filter = query.get(name) ? parameter(query.get(name) ?? "", behaviour) : "ignored";
    if (filter === "unreadable") return { invalid: name };
    if (filter !== "ignored") (filter.isCheap ? cheap : dear).push(filter.fits);
  }
  return [...cheap, ...dear];
};

const idBound = (query: URLSearchParams, name: string, otherwise: number): number =>
  query.get(name) ? Number(query.get(name)) : otherwise;

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
  if ("bad" in filters) return filters;
  const beyond = behaviour.idBounds === "exclusive" ? 1 : 0;
  return { minId: minId + beyond, maxId: maxId - beyond, filters, document };
};

const passes = ({ filters, document }: OrderQuery, row: OrderRow): boolean => {
  let written: JsonObject | undefined;
  return filters.every((fits) => fits(row, () => (written ??= document(row))));
};

/** The orders that fit, by ascending id, found only as far as somebody reads. */
export function* matchingOrders({ rows }: OrderStore, query: OrderQuery): Generator<OrderRow> {
  const first = rows[0]?.id ?? 0;
  for (let place = Math.max(0, Math.ceil(query.minId - first)); place < rows.length; place++) {
    const row = rows[place] as OrderRow;
    if (row.id > query.maxId) return;
    if (passes(query, row)) yield row;
  }
}
