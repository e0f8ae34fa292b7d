import type { RecordWrite } from "./history/history";
import type { HistoryIndex } from "./indexHistory";
import type { Violation } from "./violation";

const violation = (
  { orderId, at }: RecordWrite,
  invariant: string,
  { expected, actual }: Pick<Violation, "expected" | "actual">,
): Violation => ({ invariant, orderId, at, expected, actual });

/** The writer must have seen the store show the status that it notes as acknowledged. */
const unconfirmed = ({ readingsOf }: HistoryIndex, write: RecordWrite): Violation[] => {
  const { before, after, orderId, invocation, at } = write;
  if (after.state !== "acknowledged" || before?.state === "acknowledged") return [];
  const isConfirmed = readingsOf(invocation, orderId).some(
    ({ statusId, respondedAt }) => statusId === after.acknowledgeAs && respondedAt <= at,
  );
  if (isConfirmed) return [];
  return [
    violation(write, "a record says acknowledged only after the store did", {
      expected: `an answer that shows ${after.acknowledgeAs}`,
      actual: "none",
    }),
  ];
};

const forgotten = (write: RecordWrite): Violation[] =>
  write.before?.state !== "acknowledged" || write.after.state === "acknowledged"
    ? []
    : [
        violation(write, "acknowledged is for life", {
          expected: "acknowledged",
          actual: write.after.state,
        }),
      ];

const aged = (write: RecordWrite): Violation[] => {
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

/** Every change of a record. */
export const checkRecordWrites = (file: HistoryIndex): Violation[] =>
  file.world.history.recordWrites.flatMap((write) => [
    ...unconfirmed(file, write),
    ...forgotten(write),
    ...aged(write),
  ]);
