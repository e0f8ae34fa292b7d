import { readItem } from "../../adapters/orderItem";
import type { World } from "../world/world";
import type { Reading, StatusWrite } from "./history/history";
import type { HistoryIndex } from "./indexHistory";
import { isNew, maxReadToWriteMs, targetStatusOf, toStoreTime } from "./specification";
import { formatTime, type Violation } from "./violation";

/** The reading that a status write is based on: the last one of its invocation before the write. */
export const readingBefore = (
  { readingsOf }: HistoryIndex,
  write: StatusWrite,
): Reading | undefined =>
  readingsOf(write.invocation, write.orderId)
    .filter(({ respondedAt }) => respondedAt <= write.sentAt)
    .at(-1);

type Finding = readonly [invariant: string, expected: string, actual: string];

const requestFindings = (
  { method, fields, target }: StatusWrite,
  isDigital: boolean,
): Finding[] => {
  const found: Finding[] = [];
  if (method !== "PUT") found.push(["a status is set by PUT", "PUT", method]);
  if (fields.join() !== "status_id")
    found.push(["a PUT carries only the status", "status_id", fields.join()]);
  if (target !== targetStatusOf(isDigital))
    found.push(["the status suits the order", String(targetStatusOf(isDigital)), String(target)]);
  return found;
};

const readingFindings = (write: StatusWrite, reading: Reading | undefined): Finding[] => {
  if (!reading)
    return [["a status write is based on a reading by the same invocation", "a reading", "none"]];
  const ageMs = write.sentAt - reading.requestedAt;
  const found: Finding[] = [];
  if (ageMs > maxReadToWriteMs)
    found.push([
      "a status write is based on a reading of the last 10 s",
      "10000 ms",
      `${ageMs} ms`,
    ]);
  if (!isNew(reading))
    found.push([
      "only the status of a new order is written",
      "a reading that shows a new status",
      `a reading that shows ${reading.statusId}`,
    ]);
  return found;
};

const recordFindings = ({ row, chunked, target, lines, sentAt }: StatusWrite): Finding[] => {
  if (!row) return [["the record is written before the status", "a record", "none"]];
  const found: Finding[] = [];
  if (row.state !== "stored" || row.acknowledgeAs !== target)
    found.push([
      "the record holds the intent before the status is written",
      `stored, intent ${String(target)}`,
      `${row.state}, intent ${row.acknowledgeAs}`,
    ]);
  if (!(row.claimedUntil && Date.parse(row.claimedUntil) > sentAt))
    found.push([
      "the lease is held while the status is written",
      "a lease that has not expired",
      row.claimedUntil ?? "none",
    ]);
  const { products } = readItem(row, chunked);
  const stored = Array.isArray(products) ? products.length : 0;
  if (stored !== lines)
    found.push([
      "the record is complete before the status is written",
      `${lines} lines`,
      `${stored}`,
    ]);
  return found;
};

/** Only an act of staff between the reading and the write excuses a write to an order that is not new. */
const effectFindings = (
  { store, scenario }: World,
  write: StatusWrite,
  reading: Reading | undefined,
): Finding[] => {
  const isDigital = store.order(write.orderId)?.order_is_digital ?? false;
  const { statusBefore = -1 } = write;
  if (!write.tookEffect || isNew({ statusId: statusBefore, isDigital })) return [];
  const isLostUpdate = store
    .history(write.orderId)
    .some(
      ({ at, to, by }) =>
        by !== "api" &&
        to === statusBefore &&
        reading !== undefined &&
        Date.parse(at) >= toStoreTime(scenario, reading.processedAt) &&
        Date.parse(at) <= toStoreTime(scenario, write.processedAt ?? 0),
    );
  if (isLostUpdate) return [];
  return [
    [
      "an order that is not new is never written",
      "a new status",
      `status ${statusBefore} at the write`,
    ],
  ];
};

/** Every attempt to write a status, whether the request arrived or not. */
export const checkStatusWrites = (index: HistoryIndex): Violation[] =>
  index.world.history.statusWrites.flatMap((write) => {
    const { world } = index;
    const reading = readingBefore(index, write);
    const isDigital = world.store.order(write.orderId)?.order_is_digital ?? false;
    const problems = [
      ...requestFindings(write, isDigital),
      ...readingFindings(write, reading),
      ...recordFindings(write),
      ...effectFindings(world, write, reading),
    ];
    if (world.scenario.acknowledge !== "on")
      problems.push(["nothing is acknowledged when `acknowledge` is off", "no PUT", "a PUT"]);
    return problems.map(([invariant, expected, actual]) => ({
      invariant,
      expected,
      actual,
      orderId: write.orderId,
      at: write.sentAt,
    }));
  });

/** The service writes the status of an order once; again only if staff undid a write that was not confirmed. */
export const checkRepeatedWrites = ({ store, history, scenario }: World): Violation[] => {
  const writes = new Map<number, StatusWrite[]>();
  for (const write of history.statusWrites.filter(({ tookEffect }) => tookEffect))
    writes.set(write.orderId, [...(writes.get(write.orderId) ?? []), write]);
  return [...writes].flatMap(([id, done]) =>
    done.slice(1).flatMap((write, index) => {
      const { processedAt: before = 0 } = done[index] as StatusWrite;
      const isUndone = store
        .history(id)
        .some(
          ({ at, by }) =>
            by === "staff" &&
            Date.parse(at) >= toStoreTime(scenario, before) &&
            Date.parse(at) <= toStoreTime(scenario, write.processedAt ?? 0),
        );
      if (isUndone) return [];
      return [
        {
          invariant: "the status of an order is written once",
          orderId: id,
          at: write.processedAt,
          expected: "one write",
          actual: `a second write after that of ${formatTime(before)}`,
        },
      ];
    }),
  );
};
