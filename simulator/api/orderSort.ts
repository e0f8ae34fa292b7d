import { toSeconds } from "../dates";
import type { OrderContent } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import type { OrderStore } from "../orders/orderStore";

type Key = (row: OrderRow, content: () => OrderContent) => number | string;

const keys: Readonly<Record<string, Key>> = {
  id: (row) => row.id,
  customer_id: (_, content) => content().shopper.customerId,
  date_created: (row) => toSeconds(row.createdAt),
  date_modified: (row) => toSeconds(row.modifiedAt),
  status_id: (row) => row.statusId,
  channel_id: () => 1,
  external_id: () => "",
};

export interface OrderSort {
  /** True for ascending ids, the order of the stored rows. */
  readonly isById: boolean;
  readonly apply: (rows: Iterable<OrderRow>, store: OrderStore) => OrderRow[];
}

const ascending = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Parses `field`, `field:asc` or `field:desc`. Equal values sort by ascending id. */
export const orderSort = (text: string | null): OrderSort | undefined => {
  const [, field, direction] = /^([a-z_]+)(?::(asc|desc))?$/.exec(text || "id") ?? [];
  const key = field === undefined ? undefined : keys[field];
  if (!key) return undefined;
  const sign = direction === "desc" ? -1 : 1;
  return {
    isById: field === "id" && sign === 1,
    apply(rows, store) {
      const keyed = [...rows].map((row) => ({ row, value: key(row, () => store.content(row)) }));
      return keyed
        .sort((a, b) => sign * ascending(a.value, b.value) || a.row.id - b.row.id)
        .map(({ row }) => row);
    },
  };
};
