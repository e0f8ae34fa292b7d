import type { Reading, StatusWrite } from "./history/history";
import type { World } from "../world/world";
import type { HistoryIndex } from "./indexHistory";
import { isNew, maxReadToWriteMs, targetStatusOf } from "./specification";
import { formatTime, type Violation } from "./violation";

/** The reading that an invocation wrote a status on: its last one before. */
export const readingBehind = (
  { readingsOf }: HistoryIndex,
  write: StatusWrite,
): Reading | undefined =>
  readingsOf(write.invocation, write.orderId)
    .filter(({ respondedAt }) => respondedAt <= write.sentAt)
    .at(-1);

type Problem = readonly [invariant: string, expected: string, actual: string];

const formProblems = ({ method, fields, target }: StatusWrite, isDigital: boolean): Problem[] => {
  const found: Problem[] = [];
  if (method !== "PUT") found.push(["a status is set by PUT", "PUT", method]);
  if (fields.join() !== "status_id")
    found.push(["a PUT carries only the status", "status_id", fields.join()]);
  if (target !== targetStatusOf(isDigital))
    found.push([
      "an order goes where it belongs",
      String(targetStatusOf(isDigital)),
      String(target),
    ]);
  return found;
};

const readingProblems = (write: StatusWrite, reading: Reading | undefined): Problem[] => {
  if (!reading)
    return [["a status is written on a reading of the same invocation", "a reading", "none"]];
  const age = write.sentAt - reading.requestedAt;
  const found: Problem[] = [];
  if (age > maxReadToWriteMs)
    found.push(["no status is written later than 10 s after its reading", "10000 ms", `${age} ms`]);
  if (!isNew(reading))
    found.push([
      "only a new order's status is written",
      "a reading that shows a new status",
      `one that shows ${reading.statusId}`,
    ]);
  return found;
};

const rowProblems = ({ row, target, lines, sentAt }: StatusWrite): Problem[] => {
  if (!row) return [["the record is written before the status", "a record", "none"]];
  const found: Problem[] = [];
  if (row.state !== "stored" || row.acknowledgeAs !== target)
    found.push([
      "the record holds the intent before the status is written",
      `stored, to be ${String(target)}`,
      `${row.state}, to be ${row.acknowledgeAs}`,
    ]);
  if (!(row.claimedUntil && Date.parse(row.claimedUntil) > sentAt))
    found.push([
      "a claim is held while the status is written",
      "a live claim",
      row.claimedUntil ?? "none",
    ]);
  const stored = Array.isArray(row["products"]) ? row["products"].length : 0;
  if (stored !== lines)
    found.push([
      "the record is complete before the status is written",
      `${lines} lines`,
      `${stored}`,
    ]);
  return found;
};

/** What staff did between the reading and the writing cannot be seen; all else must have been. */
const effectProblems = (
  { store }: World,
  write: StatusWrite,
  reading: Reading | undefined,
): Problem[] => {
  const isDigital = store.order(write.orderId)?.order_is_digital ?? false;
  const { statusBefore = -1 } = write;
  if (!write.tookEffect || isNew({ statusId: statusBefore, isDigital })) return [];
  const isUnseen = store
    .history(write.orderId)
    .some(
      ({ at, to, by }) =>
        by !== "api" &&
        to === statusBefore &&
        reading !== undefined &&
        Date.parse(at) >= reading.processedAt &&
        Date.parse(at) <= (write.processedAt ?? 0),
    );
  if (isUnseen) return [];
  return [
    [
      "an order that is not new is never written to",
      "a new status",
      `${statusBefore} when written`,
    ],
  ];
};

/** Every attempt to set a status, whether it arrived or not. */
export const checkStatusWrites = (file: HistoryIndex): Violation[] =>
  file.world.history.statusWrites.flatMap((write) => {
    const { world } = file;
    const reading = readingBehind(file, write);
    const isDigital = world.store.order(write.orderId)?.order_is_digital ?? false;
    const problems = [
      ...formProblems(write, isDigital),
      ...readingProblems(write, reading),
      ...rowProblems(write),
      ...effectProblems(world, write, reading),
    ];
    if (world.scenario.acknowledge !== "on")
      problems.push(["nothing is acknowledged when that is off", "no PUT", "a PUT"]);
    return problems.map(([invariant, expected, actual]) => ({
      invariant,
      expected,
      actual,
      orderId: write.orderId,
      at: write.sentAt,
    }));
  });

/** An order's own life allows one status of ours; two, only if staff undid one that nobody had confirmed. */
export const checkRepeatedWrites = ({ store, history }: World): Violation[] => {
  const writes = new Map<number, StatusWrite[]>();
  for (const write of history.statusWrites.filter(({ tookEffect }) => tookEffect))
    writes.set(write.orderId, [...(writes.get(write.orderId) ?? []), write]);
  return [...writes].flatMap(([id, done]) =>
    done.slice(1).flatMap((write, place) => {
      const { processedAt: before = 0 } = done[place] as StatusWrite;
      const isUndone = store
        .history(id)
        .some(
          ({ at, by }) =>
            by === "staff" &&
            Date.parse(at) >= before &&
            Date.parse(at) <= (write.processedAt ?? 0),
        );
      if (isUndone) return [];
      return [
        {
          invariant: "a status is written once in an order's life",
          orderId: id,
          at: write.processedAt,
          expected: "one write",
          actual: `another, after the one of ${formatTime(before)}`,
        },
      ];
    }),
  );
};
