import type { OrderSummary } from "../../simulator/orders/orderSummary";
import type { Reading } from "./history/history";
import type { World } from "../world/world";

/** A run's evidence, in the order in which the witness looks things up. */
export interface HistoryIndex {
  readonly world: World;
  /** What an invocation saw of an order, oldest first. */
  readonly readingsOf: (invocation: string, orderId: number) => readonly Reading[];
  /** Of these, what it asked for: alone, or by a list, and then looked the order's record up. */
  readonly deliberateReadingsOf: (invocation: string, orderId: number) => readonly Reading[];
  /** Says whether the store told an invocation that it knows no such order. */
  readonly wasNotFound: (invocation: string, orderId: number) => boolean;
  /** When an order's record was first written. */
  readonly recordedAt: (orderId: number) => number | undefined;
  /** An order as the store has it in the end. */
  readonly orderOf: (orderId: number) => OrderSummary | undefined;
}

const keyOf = (invocation: string, orderId: number | string): string => `${invocation} ${orderId}`;

export const indexHistory = (world: World): HistoryIndex => {
  const readings = new Map<string, Reading[]>();
  const orders = new Map(world.store.orders().map((order) => [order.id, order]));
  const gone = new Set<string>();
  const recorded = new Map<number, number>();
  const lastLooks = new Map<string, number>();
  for (const reading of world.history.readings) {
    const key = keyOf(reading.invocation, reading.orderId);
    const known = readings.get(key);
    if (known) known.push(reading);
    else readings.set(key, [reading]);
  }
  for (const { status, respondedAt, path, invocation } of world.history.exchanges) {
    const [, id] = /^\/v2\/orders\/(\d+)/.exec(path) ?? [];
    if (id && status === 404 && respondedAt !== undefined) gone.add(keyOf(invocation, id));
  }
  for (const { invocation, orderIds, at } of world.history.recordReads)
    for (const id of orderIds) lastLooks.set(keyOf(invocation, id), at);
  for (const { orderId, at } of world.history.recordWrites)
    if (!recorded.has(orderId)) recorded.set(orderId, at);
  const readingsOf: HistoryIndex["readingsOf"] = (invocation, orderId) =>
    readings.get(keyOf(invocation, orderId)) ?? [];
  return {
    world,
    readingsOf,
    deliberateReadingsOf: (invocation, orderId) => {
      const lastLook = lastLooks.get(keyOf(invocation, orderId)) ?? -Infinity;
      return readingsOf(invocation, orderId).filter(
        ({ isById, respondedAt }) => isById || respondedAt <= lastLook,
      );
    },
    wasNotFound: (invocation, orderId) => gone.has(keyOf(invocation, orderId)),
    recordedAt: (orderId) => recorded.get(orderId),
    orderOf: (orderId) => orders.get(orderId),
  };
};
