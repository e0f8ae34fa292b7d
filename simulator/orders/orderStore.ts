import type { Clock } from "../clock";
import { wholeSecond } from "../dates";
import { initialHistory, initialRow } from "./initialRow";
import { orderContent, type OrderContent } from "./orderContent";
import { orderPlan } from "./orderPlan";
import type { Actor, OrderRow, StatusChange } from "./orderRow";
import { defaultTraits, type OrderTraits } from "./orderTraits";

export interface OrderStoreOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly orders: number;
  readonly spanMinutes: number;
}

export interface NewOrder {
  readonly traits: OrderTraits;
  readonly statusId: number;
  readonly by: Actor;
  /** Now by default; imports are back-dated. */
  readonly createdAt?: number;
  readonly paymentStatus: string;
}

/** The rows of all orders: the store's only state about orders. */
export interface OrderStore {
  readonly rows: readonly OrderRow[];
  readonly find: (id: number) => OrderRow | undefined;
  readonly content: (row: OrderRow) => OrderContent;
  readonly history: (row: OrderRow) => readonly StatusChange[];
  readonly add: (order: NewOrder) => OrderRow;
  /** Changes the status, and records the change in the history. */
  readonly changeStatus: (row: OrderRow, statusId: number, by: Actor) => void;
  /** Sets the date of modification to now; it never decreases. */
  readonly touch: (row: OrderRow) => void;
}

const firstOrderId = 100;

/** Enough for consecutive requests about the same orders; the contents of whole pages would burden the garbage collector. */
const contentCacheSize = 50;

const contentCache = (
  generate: (row: OrderRow) => OrderContent,
): ((row: OrderRow) => OrderContent) => {
  const cache = new Map<number, OrderContent>();
  return (row) => {
    const cached = cache.get(row.id);
    if (cached) return cached;
    const content = generate(row);
    if (cache.size >= contentCacheSize) cache.delete(cache.keys().next().value as number);
    cache.set(row.id, content);
    return content;
  };
};

const newRow = (
  id: number,
  { traits, statusId, by, createdAt, paymentStatus }: NewOrder,
  now: number,
): OrderRow => ({
  id,
  statusId,
  traits,
  addedAt: now,
  createdAt: wholeSecond(createdAt ?? now),
  modifiedAt: wholeSecond(now),
  shippedAt: 0,
  paymentStatus,
  shipped: "none",
  refunded: "none",
  isDeleted: false,
  history: [{ at: wholeSecond(now), from: null, to: statusId, by }],
  edits: undefined,
  addressEdits: undefined,
  messages: undefined,
  metafields: undefined,
});

export const orderStore = ({ clock, seed, orders, spanMinutes }: OrderStoreOptions): OrderStore => {
  const plan = orderPlan(seed, orders);
  const initial = {
    plan,
    seed,
    firstId: firstOrderId,
    now: clock.now(),
    spanMs: spanMinutes * 60_000,
  };
  const rows = Array.from({ length: orders }, (_, index) => initialRow(initial, index));
  const traitsOf = ({ id, traits }: OrderRow): OrderTraits =>
    traits ?? (id - firstOrderId < orders ? plan.traits(id - firstOrderId) : defaultTraits);
  const touch = (row: OrderRow): void => {
    row.modifiedAt = Math.max(row.modifiedAt, wholeSecond(clock.now()));
  };
  return {
    rows,
    find: (id) => rows[id - firstOrderId],
    content: contentCache((row) => orderContent(seed, row.id, traitsOf(row))),
    history: (row) => row.history ?? initialHistory(row),
    touch,
    add(order) {
      const row = newRow(firstOrderId + rows.length, order, clock.now());
      rows.push(row);
      return row;
    },
    changeStatus(row, statusId, by) {
      row.history = [
        ...(row.history ?? initialHistory(row)),
        { at: clock.now(), from: row.statusId, to: statusId, by },
      ];
      row.statusId = statusId;
      touch(row);
    },
  };
};
