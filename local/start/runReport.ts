import type { DeclaredRules } from "./declaredRules";
import type { StoreOrder } from "./store";

/** What a run came to, in the shape that --json prints. */
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
  /** Those of them that the run was to look at. */
  readonly before: readonly StoreOrder[];
  /** Orders that the service sent something to. */
  readonly written: ReadonlySet<number>;
  readonly after: readonly StoreOrder[];
  readonly rows: readonly OrderRow[];
  readonly deadLettered: number;
  readonly requests: number;
  readonly resources: number;
  readonly node: string;
  readonly durationMs: number;
}

/** Compares the store before and after, and the table: nothing here was counted on the way. */
export const runReport = (facts: RunFacts): RunReport => {
  const { rules, before, inStore, requests, resources, node } = facts;
  const after = new Map(facts.after.map((order) => [order.id, order]));
  const rows = new Map(facts.rows.map((row) => [row.id, row]));
  const fresh = before.filter(rules.isNew);
  const replicated = fresh.filter(({ id }) => rows.has(id));
  const acknowledged = replicated.filter(
    (order) =>
      after.get(order.id)?.statusId === rules.targetStatus(order) &&
      rows.get(order.id)?.state === "acknowledged",
  );
  const untouched = before.filter(
    (order) => !rules.isNew(order) && after.get(order.id)?.statusId === order.statusId,
  );
  const lookedAt = new Set(before.map(({ id }) => id));
  const elsewhere = inStore - before.length;
  const writtenElsewhere = [...facts.written].filter((id) => !lookedAt.has(id));
  const perOrder = replicated.length === 0 ? 0 : requests / replicated.length;
  return {
    orders: {
      inStore,
      new: fresh.length,
      replicated: replicated.length,
      acknowledged: acknowledged.length,
      untouched: untouched.length + elsewhere - writtenElsewhere.length,
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
