import Table from "cli-table3";
import colors from "picocolors";
import type { BackfillLine, BackfillOutcome } from "./backfillLine";

const texts = (writes: boolean): readonly (readonly [BackfillOutcome, string])[] => [
  ["record", writes ? "recorded as acknowledged" : "would be recorded as acknowledged"],
  ["refresh", writes ? "refreshed" : "would be refreshed"],
  ["replicate", writes ? "recorded, not acknowledged" : "would be recorded, not acknowledged"],
  ["queue", writes ? "new: enqueued" : "new: would be enqueued"],
  ["up to date", "up to date"],
  ["skip", "never taken, and not new"],
  ["missing", "not in the store"],
  ["contended", colors.yellow("written by the service meanwhile: run again")],
  ["failed", colors.red("failed: see the report")],
];

const idsShown = 3;

const shown = (ids: readonly number[]): string => {
  const rest = ids.length - idsShown;
  return `${ids.slice(0, idsShown).join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`;
};

/** What a backfill did, or would do. */
export const backfillSummary = (lines: readonly BackfillLine[], writes: boolean): string => {
  const table = new Table({
    head: ["Records", "Orders", "Order ids"].map((each) => colors.cyan(each)),
    colAligns: ["left", "right", "left"],
    style: { head: [], border: colors.isColorSupported ? ["gray"] : [], compact: true },
  });
  for (const [outcome, text] of texts(writes)) {
    const ids = lines.filter((line) => line.outcome === outcome).map(({ orderId }) => orderId);
    if (ids.length > 0) table.push([text, String(ids.length), shown(ids)]);
  }
  return [
    `${lines.length} orders changed in the store since.`,
    ...(lines.length > 0 ? [table.toString()] : []),
    ...(writes ? [] : [colors.yellow("Dry run: nothing was written. Add --write to backfill.")]),
    "",
  ].join("\n");
};

/** Outcomes after which a person has something to do. */
const open: readonly BackfillOutcome[] = ["contended", "failed"];

export const isFinished = (lines: readonly BackfillLine[]): boolean =>
  lines.every(({ outcome }) => !open.includes(outcome));
