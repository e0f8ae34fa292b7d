import type { HistoryIndex } from "./indexHistory";
import type { StatusWrite } from "./history/history";
import { isNew } from "./specification";
import { readingBehind } from "./checkStatusWrites";
import type { Violation } from "./violation";

/** What staff did between reading and writing; whoever wrote knew nothing of it. */
const isOverwriting = (file: HistoryIndex, write: StatusWrite): boolean =>
  readingBehind(file, write)?.statusId !== write.statusBefore;

/** Staff had moved the order on; without ours, nobody would have taken it for one to be shipped. */
const isHarmful = (
  { orderOf }: HistoryIndex,
  { orderId, statusBefore = 0, target }: StatusWrite,
) => {
  const isDigital = orderOf(orderId)?.order_is_digital ?? false;
  return (
    statusBefore > 1 && statusBefore !== target && !isNew({ statusId: statusBefore, isDigital })
  );
};

const isTold = ({ world }: HistoryIndex, { orderId }: StatusWrite): boolean =>
  world.cloud.alerts.sent.some(
    ({ code, orderIds }) => code === "order.overwritten" && orderIds.includes(orderId),
  );

/** Whether the store's event about this very write reached the service. */
const isAnnounced = (
  { world }: HistoryIndex,
  { orderId, processedAt, statusBefore }: StatusWrite,
) =>
  world.store.deliveries().some(({ scope, data, createdAt, state }) => {
    const status = data["status"] as { readonly previous_status_id: number } | undefined;
    const isOfWrite = data["id"] === orderId && createdAt === processedAt;
    const isThis = isOfWrite && status?.previous_status_id === statusBefore;
    return scope === "store/order/statusUpdated" && isThis && state === "delivered";
  });

/** Nobody can keep staff's status from being overwritten; people can be told of it. */
export const checkLostUpdates = (file: HistoryIndex): Violation[] =>
  file.world.history.statusWrites
    .filter((write) => write.tookEffect && isOverwriting(file, write) && isHarmful(file, write))
    .filter((write) => isAnnounced(file, write) && !isTold(file, write))
    .map(({ orderId, processedAt, statusBefore }) => ({
      invariant: "people are told of a status of staff's that was overwritten",
      orderId,
      at: processedAt,
      expected: "an alert",
      actual: `none, though the store told that the status had been ${String(statusBefore)}`,
    }));

/** How long the way from reading to writing was, and what staff lost to it. */
export interface RaceWindow {
  readonly writes: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** Statuses of staff's that were overwritten within the gap. */
  readonly lostUpdates: number;
  readonly longestLostUpdateMs: number;
  /** Of these, the ones that were not new, and the ones that people were told of. */
  readonly harmful: number;
  readonly alerted: number;
  /** Statuses written again, because staff undid one before anybody could confirm it. */
  readonly repeatedWrites: number;
}

export const measureRaceWindow = (file: HistoryIndex): RaceWindow => {
  const done = file.world.history.statusWrites.filter(({ tookEffect }) => tookEffect);
  const gaps = done.map((write) => {
    const { processedAt = 0 } = write;
    const ms = processedAt - (readingBehind(file, write)?.processedAt ?? processedAt);
    const isLoss = isOverwriting(file, write);
    return { ms, isLoss, isHarm: isLoss && isHarmful(file, write), isTold: isTold(file, write) };
  });
  const overwriting = gaps.filter(({ isLoss }) => isLoss);
  const harmful = overwriting.filter(({ isHarm }) => isHarm);
  return {
    writes: gaps.length,
    totalMs: gaps.reduce((sum, { ms }) => sum + ms, 0),
    longestMs: Math.max(0, ...gaps.map(({ ms }) => ms)),
    lostUpdates: overwriting.length,
    longestLostUpdateMs: Math.max(0, ...overwriting.map(({ ms }) => ms)),
    harmful: harmful.length,
    alerted: harmful.filter((gap) => gap.isTold).length,
    repeatedWrites: done.length - new Set(done.map(({ orderId }) => orderId)).size,
  };
};
