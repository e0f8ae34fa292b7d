import type { HalfRecord, RecordWrite } from "./history/history";
import type { HistoryIndex } from "./indexHistory";
import type { Problem, Violation } from "./violation";

const violation = (
  { orderId, at }: RecordWrite,
  invariant: string,
  { expected, actual }: Omit<Problem, "invariant">,
): Violation => ({ invariant, orderId, at, expected, actual });

/** The invocation must have read the acknowledged status from the store before it writes the record. */
const unconfirmed = ({ readingsOf }: HistoryIndex, write: RecordWrite): Violation[] => {
  const { before, after, orderId, invocation, at } = write;
  if (after.state !== "acknowledged" || before?.state === "acknowledged") return [];
  const isConfirmed = readingsOf(invocation, orderId).some(
    ({ statusId, respondedAt }) => statusId === after.acknowledgeAs && respondedAt <= at,
  );
  if (isConfirmed) return [];
  return [
    violation(write, "a record is acknowledged only after the store shows the status", {
      expected: `a response that shows ${after.acknowledgeAs}`,
      actual: "none",
    }),
  ];
};

const unacknowledged = (write: RecordWrite): Violation[] =>
  write.before?.state !== "acknowledged" || write.after.state === "acknowledged"
    ? []
    : [
        violation(write, "acknowledged is final", {
          expected: "acknowledged",
          actual: write.after.state,
        }),
      ];

const regressed = (write: RecordWrite): Violation[] => {
  const { before, after } = write;
  if (!before || `${before.modifiedAt} ${before.readAt}` <= `${after.modifiedAt} ${after.readAt}`)
    return [];
  return [
    violation(write, "the newest version wins", {
      expected: `${before.modifiedAt}, read ${before.readAt}`,
      actual: `${after.modifiedAt}, read ${after.readAt}`,
    }),
  ];
};

/** An order that the store has is never taken for archived, however often the store answers 404. */
const archivedAlive = ({ orderOf }: HistoryIndex, write: RecordWrite): Violation[] => {
  const { before, after, orderId } = write;
  const isMarked = before?.["archivedAt"] === undefined && after["archivedAt"] !== undefined;
  if (!isMarked || orderOf(orderId)?.is_deleted) return [];
  return [
    violation(write, "no living order is marked archived", {
      expected: "no mark",
      actual: "a mark, for good or until the next poll",
    }),
  ];
};

const half = ({ orderId, at }: HalfRecord): Violation => ({
  invariant: "no reader sees half a record",
  orderId,
  at,
  expected: "every chunk that the record points to",
  actual: "some of them",
});

/** Every change of a record. */
export const checkRecordWrites = (index: HistoryIndex): Violation[] => {
  const { recordWrites, halfRecords } = index.world.history;
  const found = recordWrites.flatMap((write) => [
    ...unconfirmed(index, write),
    ...unacknowledged(write),
    ...regressed(write),
    ...archivedAlive(index, write),
  ]);
  return [...found, ...halfRecords.map(half)];
};
