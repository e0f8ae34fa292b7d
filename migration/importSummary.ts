import Table from "cli-table3";
import colors from "picocolors";
import type { SampleFinding } from "../domain/sampleFindings";
import type { ImportOutcome } from "./importLine";
import type { ImportResult } from "./importSample";
import type { ImportTally } from "./importTally";

export interface ImportSummary {
  readonly result: ImportResult;
  readonly tally: ImportTally;
  readonly writes: boolean;
  readonly report?: string;
}

const outcomes = (writes: boolean): readonly (readonly [ImportOutcome, string])[] => [
  ["import", writes ? "recorded as acknowledged" : "would be recorded as acknowledged"],
  ["imported before", "recorded as acknowledged before"],
  ["leave new", "left to this service: never acknowledged"],
  ["decide", colors.yellow("unclear: acknowledged or not?")],
  ["missing", "not in the store"],
  ["leased", colors.yellow("leased by this service: run again")],
  ["failed", colors.red("failed: see the report")],
];

const findings: readonly (readonly [SampleFinding["kind"], string])[] = [
  ["lost", "lost: not in the sample's table"],
  ["truncated", "truncated to 50 of a list"],
  ["stale", "stale: changed since the sample stored it"],
  ["reopened", "re-opened: waits for shipment again"],
  ["text-lists", 'empty lists stored as ""'],
];

const idsShown = 3;

const shown = (ids: readonly number[]): string => {
  const rest = ids.length - idsShown;
  return `${ids.slice(0, idsShown).join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`;
};

type Row = readonly [text: string, ids: readonly number[]];

const tableOf = (title: string, rows: readonly Row[]): string => {
  const table = new Table({
    head: [title, "Orders", "Order ids"].map((each) => colors.cyan(each)),
    colAligns: ["left", "right", "left"],
    style: { head: [], border: colors.isColorSupported ? ["gray"] : [], compact: true },
  });
  for (const [text, ids] of rows.filter(([, found]) => found.length > 0))
    table.push([text, String(ids.length), shown(ids)]);
  return table.length > 0 ? table.toString() : `${title}: none`;
};

const decisionLines = (unclear: readonly number[]): readonly string[] =>
  unclear.length === 0
    ? []
    : [
        "Look the unclear orders up in BigCommerce, and run the command again with",
        "--acknowledged <ids>, --not-acknowledged <ids> or both, before this service acknowledges.",
      ];

const unreadableLines = (unreadable: ImportResult["unreadable"]): readonly string[] =>
  unreadable.length === 0
    ? []
    : [
        colors.yellow(
          `${unreadable.length} items of the sample's table hold no order; attributes of the first: ${unreadable[0]?.join(", ")}`,
        ),
      ];

const lostLine = ({ lostSince }: ImportResult): string =>
  lostSince
    ? `Lost orders were searched among those created since ${lostSince}.`
    : "Lost orders were not searched: no item shows when the sample began (--lost-since).";

/** What an import did, or would do. */
export const importSummary = ({ result, tally, writes, report }: ImportSummary): string =>
  [
    `${result.stored} orders in the sample's table.`,
    ...unreadableLines(result.unreadable),
    tableOf(
      "Records",
      outcomes(writes).map(([outcome, text]) => [text, tally.withOutcome(outcome)]),
    ),
    tableOf(
      "Found",
      findings.map(([kind, text]) => [text, tally.withFinding(kind)]),
    ),
    lostLine(result),
    ...(report ? [`One line per order: ${report}`] : []),
    ...decisionLines(tally.withOutcome("decide")),
    ...(writes ? [] : [colors.yellow("Dry run: nothing was written. Add --write to import.")]),
    "",
  ].join("\n");
