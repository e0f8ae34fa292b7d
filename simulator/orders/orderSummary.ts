import { rfc2822 } from "../dates";
import { decimal } from "../money";
import type { OrderRow, StatusChange } from "./orderRow";
import type { OrderStore } from "./orderStore";
import { orderTotals } from "./orderTotals";
import { statusName } from "./statuses";

export interface StatusEntry {
  readonly at: string;
  /** Null for the creation of the order. */
  readonly from: number | null;
  readonly to: number;
  readonly by: StatusChange["by"];
}

/** An order for the control API, its page and tests. */
export interface OrderSummary {
  readonly id: number;
  readonly status_id: number;
  readonly status: string;
  readonly order_is_digital: boolean;
  readonly is_deleted: boolean;
  readonly date_created: string;
  readonly date_modified: string;
  readonly total_inc_tax: string;
  readonly currency: string;
  readonly lines: number;
  readonly coupons: number;
  readonly customer: string;
  readonly statusHistory: readonly StatusEntry[];
}

export const statusHistory = (store: OrderStore, row: OrderRow): StatusEntry[] =>
  store.history(row).map(({ at, ...change }) => ({ at: new Date(at).toISOString(), ...change }));

export const orderSummary = (store: OrderStore, row: OrderRow): OrderSummary => {
  const { kind, traits, lines, coupons, shopper } = store.content(row);
  const { total, totalTax } = orderTotals(store.content(row));
  return {
    id: row.id,
    status_id: row.statusId,
    status: statusName(row.statusId),
    order_is_digital: kind === "digital",
    is_deleted: row.isDeleted,
    date_created: rfc2822(row.createdAt),
    date_modified: rfc2822(row.modifiedAt),
    total_inc_tax: decimal(total + totalTax),
    currency: traits.foreignCurrency ? "EUR" : "USD",
    lines: lines.length,
    coupons: coupons.length,
    customer: `${shopper.home.first_name} ${shopper.home.last_name}`,
    statusHistory: statusHistory(store, row),
  };
};
