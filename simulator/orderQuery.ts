import type { Behaviour } from "./behaviour";
import { parseDate } from "./dates";
import { orderTotals } from "./orderTotals";
import type { OrderDraft } from "./orderDraft";
import type { OrderRow } from "./orderRow";
import type { OrderStore } from "./orderStore";

/** A list parameter that cannot be understood. */
export interface BadParameter {
  readonly bad: string;
}

type RowTest = (row: OrderRow) => boolean;
type DraftTest = (draft: OrderDraft, row: OrderRow) => boolean;

/** Which orders a list or a count is about. Row tests are cheap, draft tests draw the order's content. */
export interface OrderQuery {
  readonly minId: number;
  readonly maxId: number;
  readonly rowTests: readonly RowTest[];
  readonly draftTests: readonly DraftTest[];
}

const isBad = (value: unknown): value is BadParameter =>
  typeof value === "object" && value !== null && "bad" in value;

const numberOf = (query: URLSearchParams, name: string): number | undefined | BadParameter => {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  return Number.isFinite(Number(text)) ? Number(text) : { bad: name };
};

/** Date bounds are inclusive and compare whole seconds. A raw `+` has become a space by now, as it does in any query. */
const dateOf = (
  query: URLSearchParams,
  name: string,
  unreadable: Behaviour["unreadableDate"],
): number | undefined | BadParameter => {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  return parseDate(text) ?? (unreadable === "rejected" ? { bad: name } : undefined);
};

const cents = (value: number): number => Math.round(value * 100);

type Bound = number | undefined;

const within = (value: number, min: Bound, max: Bound): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

const dateTests = (query: URLSearchParams, behaviour: Behaviour): RowTest[] | BadParameter => {
  const tests: RowTest[] = [];
  for (const field of ["created", "modified"] as const) {
    const min = dateOf(query, `min_date_${field}`, behaviour.unreadableDate);
    const max = dateOf(query, `max_date_${field}`, behaviour.unreadableDate);
    if (isBad(min)) return min;
    if (isBad(max)) return max;
    const second = (row: OrderRow): number => Math.floor(row[`${field}At`] / 1000) * 1000;
    if (min !== undefined || max !== undefined) tests.push((row) => within(second(row), min, max));
  }
  return tests;
};

const rowTests = (query: URLSearchParams, behaviour: Behaviour): RowTest[] | BadParameter => {
  const statusId = numberOf(query, "status_id");
  if (isBad(statusId)) return statusId;
  const dates = dateTests(query, behaviour);
  if (isBad(dates)) return dates;
  const deleted = query.get("is_deleted") === "true";
  const byStatus: RowTest[] = statusId === undefined ? [] : [(row) => row.statusId === statusId];
  return [(row) => row.isDeleted === deleted, ...byStatus, ...dates];
};

const textTests: Readonly<Record<string, (draft: OrderDraft, row: OrderRow) => unknown>> = {
  email: ({ shopper }) => shopper.home.email,
  cart_id: ({ cartId }) => cartId,
  external_order_id: (_, row) => row.edits?.["external_order_id"] ?? "",
};

const draftTests = (
  query: URLSearchParams,
  paymentMethod: DraftTest,
): DraftTest[] | BadParameter => {
  const tests: DraftTest[] = [];
  const [min, max, customer, channel] = ["min_total", "max_total", "customer_id", "channel_id"].map(
    (name) => numberOf(query, name),
  );
  for (const each of [min, max, customer, channel]) if (isBad(each)) return each;
  if (typeof customer === "number") tests.push(({ shopper }) => shopper.customerId === customer);
  if (typeof channel === "number") tests.push(() => channel === 1);
  for (const [name, read] of Object.entries(textTests)) {
    const wanted = query.get(name);
    if (wanted) tests.push((draft, row) => read(draft, row) === wanted);
  }
  if (query.get("payment_method")) tests.push(paymentMethod);
  if (typeof min === "number" || typeof max === "number") {
    const bounds = [min, max].map((bound) =>
      typeof bound === "number" ? cents(bound) : undefined,
    );
    tests.push((draft) =>
      within(orderTotals(draft).total + orderTotals(draft).totalTax, bounds[0], bounds[1]),
    );
  }
  return tests;
};

export interface QueryContext {
  readonly behaviour: Behaviour;
  readonly paymentMethodOf: (draft: OrderDraft, row: OrderRow) => unknown;
}

export const orderQuery = (
  query: URLSearchParams,
  { behaviour, paymentMethodOf }: QueryContext,
): OrderQuery | BadParameter => {
  const [minId, maxId] = [numberOf(query, "min_id"), numberOf(query, "max_id")];
  if (isBad(minId)) return minId;
  if (isBad(maxId)) return maxId;
  const rows = rowTests(query, behaviour);
  if (isBad(rows)) return rows;
  const drafts = draftTests(
    query,
    (draft, row) => paymentMethodOf(draft, row) === query.get("payment_method"),
  );
  if (isBad(drafts)) return drafts;
  const beyond = behaviour.idBounds === "exclusive" ? 1 : 0;
  return {
    minId: (minId ?? -Infinity) + beyond,
    maxId: (maxId ?? Infinity) - beyond,
    rowTests: rows,
    draftTests: drafts,
  };
};

/** The rows that fit, by ascending id, found only as far as somebody reads. */
export function* matching(
  store: OrderStore,
  { minId, maxId, rowTests: byRow, draftTests: byDraft }: OrderQuery,
): Generator<OrderRow> {
  const first = store.rows[0]?.id ?? 0;
  for (let place = Math.max(0, Math.ceil(minId - first)); place < store.rows.length; place++) {
    const row = store.rows[place] as OrderRow;
    if (row.id > maxId) return;
    if (!byRow.every((test) => test(row))) continue;
    if (byDraft.length === 0 || byDraft.every((test) => test(store.draft(row), row))) yield row;
  }
}
