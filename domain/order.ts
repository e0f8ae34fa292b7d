import { boolean, define, type Infer, integer, optional, type, unknown } from "superstruct";
import { ExactNumber } from "./exactNumber";
import { Failure } from "./failure";
import { invalidPayload, parseStorePayload } from "./parseStorePayload";
import { matches, parseAs } from "./validation";

/** BigCommerce writes RFC 2822 (`Tue, 05 Mar 2019 21:40:11 +0000`); ISO 8601 is accepted as well. */
const Instant = define<string>(
  "date",
  (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
);

export const OrderId = define<number>(
  "positive integer",
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
);

/** An order of the store, as far as this service relies on it. Unknown fields pass through unchanged. */
export const Order = type({
  id: OrderId,
  status_id: integer(),
  order_is_digital: boolean(),
  date_created: Instant,
  date_modified: Instant,
  is_deleted: optional(unknown()),
  items_total: optional(unknown()),
  shipping_address_count: optional(unknown()),
  consignments: optional(unknown()),
  coupon_discount: optional(unknown()),
  base_shipping_cost: optional(unknown()),
  shipping_cost_ex_tax: optional(unknown()),
  shipping_cost_inc_tax: optional(unknown()),
  payment_status: optional(unknown()),
  refunded_amount: optional(unknown()),
});
export type Order = Infer<typeof Order>;

/** Whether the store shows an order as archived; an unknown value is no reason to treat a living order so. */
export const isArchived = ({ is_deleted: value }: Pick<Order, "is_deleted">): boolean =>
  value === true || value === "true";

/** A count that saves requests where it is one; undefined for any other value. */
export const countOf = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

/** An order's payment according to the store. */
export type Payment = Partial<Pick<Order, "payment_status" | "refunded_amount">>;

const Identified = type({ id: integer() });
export type Identified = Infer<typeof Identified>;

/** Whether a listed order has an id, however invalid the rest. */
export const hasId = (value: unknown): value is Identified => matches(value, Identified);

/** A page of a list may hold an order twice, in two versions. */
export const distinctIds = (listed: readonly Identified[]): number[] => [
  ...new Set(listed.map(({ id }) => id)),
];

/** A listed order, as far as a poll needs it. */
export const ListedOrder = type({
  id: OrderId,
  status_id: integer(),
  order_is_digital: boolean(),
  date_created: Instant,
});
export type ListedOrder = Infer<typeof ListedOrder>;

/** A number of any size, or a text. */
export const PartId = define<number | string | ExactNumber>(
  "id",
  (value) =>
    typeof value === "number" ||
    (typeof value === "string" && value !== "") ||
    value instanceof ExactNumber,
);

/** An element of one of an order's lists: an id tells elements that two pages hold, and the rest is stored unchanged. */
export const Part = type({ id: PartId });
export type Part = Infer<typeof Part>;

/** Equal for elements of one list that are the same. */
export const keyOf = ({ id }: Part): string => String(id);

/** By id, numbers before texts: a list has one sequence, however it was read. */
export const byId = (one: Part, other: Part): number => {
  const [a, b] = [keyOf(one), keyOf(other)];
  const difference = rankOf(a) - rankOf(b);
  if (difference < 0 || difference > 0) return difference;
  return a < b ? -1 : Number(a > b);
};

const rankOf = (key: string): number => {
  const number = Number(key);
  return Number.isNaN(number) ? Number.MAX_VALUE : number;
};

/** @throws Failure `payload.invalid`, naming the field */
export const parseOrder = (value: unknown, id?: number): Order => {
  const order = parseStorePayload(value, Order, id === undefined ? "An order" : `Order ${id}`);
  if (id === undefined || order.id === id) return order;
  throw new Failure("payload.invalid", `The store returned order ${order.id} for order ${id}`);
};

/** The valid orders of a response among the wanted ones; a response may hold many others. */
export const validOrders = (values: readonly unknown[], wanted: ReadonlySet<number>): Order[] =>
  values.flatMap((value) => {
    if (!hasId(value) || !wanted.has(value.id)) return [];
    return parseAs(value, Order).value ?? [];
  });

/** The valid orders of a page, and what is wrong with the first invalid one. */
export const parseListedOrders = (
  values: readonly unknown[],
): { readonly orders: ListedOrder[]; readonly problem?: Failure } => {
  const orders = values.filter((value): value is ListedOrder => matches(value, ListedOrder));
  if (orders.length === values.length) return { orders };
  const problems = values.flatMap((value) => parseAs(value, ListedOrder).mismatch ?? []);
  return { orders, problem: problems[0] && invalidPayload(problems[0], "A listed order") };
};

/** @throws Failure `payload.invalid`, naming the list and the field */
export const parsePart = (value: unknown, what: string): Part =>
  parseStorePayload(value, Part, what);

/** Dates become ISO, because RFC 2822 dates do not sort and DynamoDB compares text. */
export const toIso = (date: string): string => new Date(date).toISOString();
