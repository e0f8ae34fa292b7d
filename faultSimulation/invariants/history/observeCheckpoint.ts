import type { SimulatedStore } from "../../../simulator/simulatedStore";
import { minuteMs } from "../../engine/durations";
import type { SimulationContext } from "../../engine/simulationContext";
import type { MemoryCloud } from "../../service/memory/memoryCloud";
import type { Scenario } from "../../world/scenario";
import type { History } from "./history";

export interface CheckpointObserverParts extends SimulationContext {
  readonly scenario: Scenario;
  readonly store: SimulatedStore;
  readonly cloud: MemoryCloud;
  readonly history: History;
}

/** Statuses whose orders a poll lists from the checkpoint on. */
const incrementalStatuses = { on: [10], off: [7, 10, 11], plan: [10] };

/** States of a record that needs nothing more until its order changes. */
const settledStates: Readonly<Record<Scenario["acknowledge"], readonly string[]>> = {
  on: ["acknowledged"],
  off: ["acknowledged", "replicated"],
  plan: [],
};

/** Newest first; ids are consecutive. */
const orderIds = (store: SimulatedStore): number[] => {
  const [newest] = store.latestOrders(1);
  const size = newest ? store.size() : 0;
  return Array.from({ length: size }, (_, index) => (newest?.id ?? 0) - index);
};

/** Records a move of the checkpoint, with the new orders before it for which no message was sent. */
export const observeCheckpoint = async (
  { clock, scenario, store, cloud, history, trace }: CheckpointObserverParts,
  invocation: string,
): Promise<void> => {
  const checkpoint = await cloud.jobs.checkpoint();
  if (!checkpoint || checkpoint.isOpening) return;
  const modifiedSince = Date.parse(checkpoint.modifiedSince);
  const { acknowledge, startFrom, start, pollIntervalMinutes, storeAheadMs } = scenario;
  // The first poll comes within a minute and looks back one interval.
  const earliest = startFrom
    ? Date.parse(startFrom)
    : start + minuteMs - pollIntervalMinutes * minuteMs;
  const skipped = orderIds(store).flatMap((id) => {
    // The status is compared first because a summary is expensive.
    if (!incrementalStatuses[acknowledge].includes(store.statusOf(id) ?? 0)) return [];
    const order = store.order(id);
    if (!order) return [];
    const modifiedAt = Date.parse(order.date_modified);
    const isListed =
      (order.status_id !== 10 || order.order_is_digital) &&
      !order.is_deleted &&
      Date.parse(order.date_created) >= (startFrom ? earliest : 0) &&
      (modifiedAt >= earliest || order.status_id !== 10);
    if (!isListed || modifiedAt >= modifiedSince) return [];
    const row = cloud.records.rows.get(id);
    const isStored = row !== undefined && settledStates[acknowledge].includes(row.state);
    // A record of this very version answers for the order: nothing is left to queue.
    if (isStored && Date.parse(row.modifiedAt) >= modifiedAt) return [];
    const isSent = history.sentMessages.some(
      ({ orderId, at }) => orderId === order.id && at + storeAheadMs >= modifiedAt,
    );
    return isSent ? [] : [{ orderId: order.id, modifiedAt }];
  });
  trace.add(invocation, `checkpoint ${checkpoint.modifiedSince}`);
  const changesSince = checkpoint.changesSince ? Date.parse(checkpoint.changesSince) : undefined;
  const move = { at: clock.now(), invocation, modifiedSince, changesSince, skipped };
  history.checkpointMoves.push(move);
};
