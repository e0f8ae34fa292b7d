import { readingBefore } from "./checkStatusWrites";
import type { StatusWrite } from "./history/history";
import type { HistoryIndex } from "./indexHistory";
import { isNew, toStoreTime } from "./specification";
import type { Violation } from "./violation";

/** Staff changed the status between the reading and the write, so that the write lost this update. */
const isLostUpdate = (index: HistoryIndex, write: StatusWrite): boolean =>
  readingBefore(index, write)?.statusId !== write.statusBefore;

/** The lost status said not to ship the order, the written status says to ship it. */
const isHarmful = (
  { orderOf }: HistoryIndex,
  { orderId, statusBefore = 0, target }: StatusWrite,
) => {
  const isDigital = orderOf(orderId)?.order_is_digital ?? false;
  return (
    statusBefore > 1 && statusBefore !== target && !isNew({ statusId: statusBefore, isDigital })
  );
};

const isAlerted = ({ world }: HistoryIndex, { orderId }: StatusWrite): boolean =>
  world.cloud.alerts.sent.some(
    ({ code, orderIds }) => code === "order.overwritten" && orderIds.includes(orderId),
  );

/** Whether the webhook about this write was delivered: its previous status reveals the lost update. */
const isDetectable = (
  { world }: HistoryIndex,
  { orderId, processedAt, statusBefore }: StatusWrite,
) =>
  world.store.deliveries().some(({ scope, data, createdAt, state }) => {
    const status = data["status"] as { readonly previous_status_id: number } | undefined;
    const isOfWrite =
      data["id"] === orderId && createdAt === toStoreTime(world.scenario, processedAt ?? 0);
    const isPreviousStatus = isOfWrite && status?.previous_status_id === statusBefore;
    return scope === "store/order/statusUpdated" && isPreviousStatus && state === "delivered";
  });

/** A lost update cannot be prevented, since the store has no conditional update, but it can be detected. */
export const checkLostUpdates = (index: HistoryIndex): Violation[] =>
  index.world.history.statusWrites
    .filter((write) => write.tookEffect && isLostUpdate(index, write) && isHarmful(index, write))
    .filter((write) => isDetectable(index, write) && !isAlerted(index, write))
    .map(({ orderId, processedAt, statusBefore }) => ({
      invariant: "a detectable lost update raises an alert",
      orderId,
      at: processedAt,
      expected: "an alert",
      actual: `none, though a webhook showed the previous status ${String(statusBefore)}`,
    }));

/** The time between reading and status write, and the updates of staff that were lost in it. */
export interface RaceWindow {
  readonly writes: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** Statuses set by staff within the window. */
  readonly lostUpdates: number;
  readonly longestLostUpdateMs: number;
  /** Of these, the statuses that forbid shipping, and the ones that raised an alert. */
  readonly harmful: number;
  readonly alerted: number;
  /** Second writes, after staff undid a first one that was not confirmed. */
  readonly repeatedWrites: number;
}

export const measureRaceWindow = (index: HistoryIndex): RaceWindow => {
  const done = index.world.history.statusWrites.filter(({ tookEffect }) => tookEffect);
  const windows = done.map((write) => {
    const { processedAt = 0 } = write;
    const ms = processedAt - (readingBefore(index, write)?.processedAt ?? processedAt);
    const isLost = isLostUpdate(index, write);
    return {
      ms,
      isLost,
      isHarmful: isLost && isHarmful(index, write),
      isAlerted: isAlerted(index, write),
    };
  });
  const lost = windows.filter(({ isLost }) => isLost);
  const harmful = lost.filter(({ isHarmful }) => isHarmful);
  return {
    writes: windows.length,
    totalMs: windows.reduce((sum, { ms }) => sum + ms, 0),
    longestMs: Math.max(0, ...windows.map(({ ms }) => ms)),
    lostUpdates: lost.length,
    longestLostUpdateMs: Math.max(0, ...lost.map(({ ms }) => ms)),
    harmful: harmful.length,
    alerted: harmful.filter((write) => write.isAlerted).length,
    repeatedWrites: done.length - new Set(done.map(({ orderId }) => orderId)).size,
  };
};
