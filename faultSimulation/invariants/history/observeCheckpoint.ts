import type { SimulatedStore } from "../../../simulator/simulatedStore";
import type { MemoryCloud } from "../../service/memory/memoryCloud";
import type { History } from "./history";
import type { SimulationContext } from "../../engine/simulationContext";
import type { Scenario } from "../../world/scenario";

export interface CheckpointObserverParts extends SimulationContext {
  readonly scenario: Scenario;
  readonly store: SimulatedStore;
  readonly cloud: MemoryCloud;
  readonly history: History;
}

/** Statuses whose orders a poll asks for from the checkpoint on. */
const incremental = { on: [10], off: [7, 10, 11], plan: [10] };

/** Ids ascend without a hole. */
const orderIds = (store: SimulatedStore): number[] => {
  const [newest] = store.latestOrders(1);
  const size = newest ? store.size() : 0;
  return Array.from({ length: size }, (_, place) => (newest?.id ?? 0) - place);
};

/** When a checkpoint moves: which new orders lie behind it that no message was ever sent for. */
export const observeCheckpoint = async (
  { clock, scenario, store, cloud, history, trace }: CheckpointObserverParts,
  invocation: string,
): Promise<void> => {
  const checkpoint = await cloud.jobs.checkpoint();
  if (!checkpoint || checkpoint.isOpening) return;
  const modifiedSince = Date.parse(checkpoint.modifiedSince);
  const { acknowledge, startFrom, start, pollIntervalMinutes } = scenario;
  // Polls start within a minute; what is older than an interval then is history.
  const earliest = startFrom
    ? Date.parse(startFrom)
    : start + 60_000 - pollIntervalMinutes * 60_000;
  const skipped = orderIds(store).flatMap((id) => {
    // Told apart by its status first: a summary takes long to write.
    if (!incremental[acknowledge].includes(store.statusOf(id) ?? 0)) return [];
    const order = store.order(id);
    if (!order) return [];
    const modifiedAt = Date.parse(order.date_modified);
    const isAsked =
      (order.status_id !== 10 || order.order_is_digital) &&
      !order.is_deleted &&
      Date.parse(order.date_created) >= (startFrom ? earliest : 0) &&
      (modifiedAt >= earliest || order.status_id !== 10);
    if (!isAsked || modifiedAt >= modifiedSince) return [];
    const isSent = history.sentMessages.some(
      ({ orderId, at }) => orderId === order.id && at >= modifiedAt,
    );
    return isSent ? [] : [{ orderId: order.id, modifiedAt }];
  });
  trace.add(invocation, `checkpoint ${checkpoint.modifiedSince}`);
  history.checkpointMoves.push({ at: clock.now(), invocation, modifiedSince, skipped });
};
