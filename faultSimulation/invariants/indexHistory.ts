import type { OrderSummary } from "../../simulator/orders/orderSummary";
import type { World } from "../world/world";
import type { Reading, RecordRead } from "./history/history";
import { orderIdInPath } from "./history/orderIdIn";

/** The history of a run, indexed by invocation and order. */
export interface HistoryIndex {
  readonly world: World;
  /** The readings of an order by an invocation, oldest first. */
  readonly readingsOf: (invocation: string, orderId: number) => readonly Reading[];
  /**
   * Of these, the readings that the invocation used: by id, or in a list whose orders' records it looked up
   * next. A list also holds orders of which the invocation learns nothing, or has a message only later.
   */
  readonly deliberateReadingsOf: (invocation: string, orderId: number) => readonly Reading[];
  /** Whether the invocation received a 404 for the order that was neither an outage's nor a stray one. */
  readonly wasNotFound: (invocation: string, orderId: number) => boolean;
  /** When the record of the order was first written. */
  readonly recordedAt: (orderId: number) => number | undefined;
  /** The order at the end of the run. */
  readonly orderOf: (orderId: number) => OrderSummary | undefined;
}

const keyOf = (invocation: string, orderId: number): string => `${invocation} ${orderId}`;

export const indexHistory = (world: World): HistoryIndex => {
  const readings = new Map<string, Reading[]>();
  const orders = new Map(world.store.orders().map((order) => [order.id, order]));
  const notFound = new Set<string>();
  const firstWrites = new Map<number, number>();
  const recordReads = new Map<string, RecordRead[]>();
  for (const reading of world.history.readings) {
    const key = keyOf(reading.invocation, reading.orderId);
    const known = readings.get(key);
    if (known) known.push(reading);
    else readings.set(key, [reading]);
  }
  for (const { status, respondedAt, path, invocation, isOutage, fault } of world.history
    .exchanges) {
    const id = orderIdInPath(path);
    const isStray =
      fault === "store returned a stray 404" && id && orders.get(id)?.is_deleted === false;
    if (isOutage || isStray) continue;
    if (id && status === 404 && respondedAt !== undefined) notFound.add(keyOf(invocation, id));
  }
  for (const read of world.history.recordReads) {
    const known = recordReads.get(read.invocation);
    if (known) known.push(read);
    else recordReads.set(read.invocation, [read]);
  }
  for (const { orderId, at } of world.history.recordWrites)
    if (!firstWrites.has(orderId)) firstWrites.set(orderId, at);
  const readingsOf: HistoryIndex["readingsOf"] = (invocation, orderId) =>
    readings.get(keyOf(invocation, orderId)) ?? [];
  return {
    world,
    readingsOf,
    deliberateReadingsOf: (invocation, orderId) => {
      const looksUp = ({ respondedAt }: Reading): boolean =>
        recordReads
          .get(invocation)
          ?.find(({ at }) => at >= respondedAt)
          ?.orderIds.includes(orderId) === true;
      return readingsOf(invocation, orderId).filter(
        (reading) => reading.isById || looksUp(reading),
      );
    },
    wasNotFound: (invocation, orderId) => notFound.has(keyOf(invocation, orderId)),
    recordedAt: (orderId) => firstWrites.get(orderId),
    orderOf: (orderId) => orders.get(orderId),
  };
};
