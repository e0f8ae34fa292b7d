import type { DeclaredRules } from "./declaredRules";
import type { StoreOrder } from "./store";

/** The result of a run, in the format of --json. */
export interface RunReport {
  readonly orders: {
    readonly inStore: number;
    readonly new: number;
    readonly replicated: number;
    readonly acknowledged: number;
    readonly untouched: number;
    readonly deadLettered: number;
  };
  readonly store: { readonly requests: number; readonly requestsPerOrder: number };
  readonly resources: number;
  /** The version of Node that ran the functions. */
  readonly node: string;
  readonly durationMs: number;
}

/** A row of the Orders table, as far as the report reads it. */
export interface OrderRow {
  readonly id: number;
  readonly state: string;
}

export interface RunFacts {
  readonly rules: Pick<DeclaredRules, "isNew" | "targetStatus">;
  /** How many orders the store held when the run began. */
  readonly inStore: number;
  /** Those of them that the run concerns. */
  readonly before: readonly StoreOrder[];
  /** Ids of orders that the service sent a write request for. */
  readonly written: ReadonlySet<number>;
  readonly after: readonly StoreOrder[];
  readonly rows: readonly OrderRow[];
  readonly deadLettered: number;
  readonly requests: number;
  readonly resources: number;
  readonly node: string;
  readonly durationMs: number;
}

/** Derived from the store before and after and the table, independently of the service's counts. */
export const runReport = (facts: RunFacts): RunReport => {
  const { rules, before, inStore, requests, resources, node } = facts;
  const after = new Map(facts.after.map((order) => [order.id, order]));
  const rows = new Map(facts.rows.map((row) => [row.id, row]));
  const newOrders = before.filter(rules.isNew);
  const replicated = newOrders.filter(({ id }) => rows.has(id));
  const acknowledged = replicated.filter(
    (order) =>
      after.get(order.id)?.statusId === rules.targetStatus(order) &&
      rows.get(order.id)?.state === "acknowledged",
  );
  const untouched = before.filter(
    (order) => !rules.isNew(order) && after.get(order.id)?.statusId === order.statusId,
  );
  const concernedIds = new Set(before.map(({ id }) => id));
  const others = inStore - before.length;
  const writtenOthers = [...facts.written].filter((id) => !concernedIds.has(id));
  const perOrder = replicated.length === 0 ? 0 : requests / replicated.length;
  return {
    orders: {
      inStore,
      new: newOrders.length,
      replicated: replicated.length,
      acknowledged: acknowledged.length,
      untouched: untouched.length + others - writtenOthers.length,
      deadLettered: facts.deadLettered,
    },
    store: { requests, requestsPerOrder: Math.round(perOrder * 100) / 100 },
    resources,
    node,
    durationMs: Math.round(facts.durationMs),
  };
};

/** Whether every new order was replicated and acknowledged, and no other was touched. */
export const isComplete = ({ orders }: RunReport): boolean =>
  orders.replicated === orders.new &&
  orders.acknowledged === orders.new &&
  orders.untouched === orders.inStore - orders.new &&
  orders.deadLettered === 0;
