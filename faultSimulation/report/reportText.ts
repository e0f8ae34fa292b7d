import Table from "cli-table3";
import color from "picocolors";
import { faults } from "../world/faults";
import type { Report } from "./report";

const number = (value: number): string => value.toLocaleString("en-US");

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const bare = { head: [], border: [], "padding-left": 0, "padding-right": 2 };
const noLines = Object.fromEntries(
  [
    ..."top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right".split(","),
    ..."left,left-mid,mid,mid-mid,right,right-mid,middle".split(","),
  ].map((name) => [name, ""]),
);

/** Three faults a line, each with how often it was injected. */
const faultTable = ({ faults: counts }: Report): string => {
  const table = new Table({
    chars: noLines,
    style: bare,
    colAligns: ["left", "right", "left", "right"],
  });
  const cells = faults.map((fault) => {
    const count = number(counts[fault]);
    return [fault, counts[fault] === 0 ? color.yellow(count) : count];
  });
  const half = Math.ceil(cells.length / 2);
  for (let row = 0; row < half; row += 1)
    table.push([...(cells[row] ?? []), ...(cells[row + half] ?? [])]);
  return table.toString();
};

const gapLines = ({ raceWindow }: Report): string[] => [
  `Between reading and writing   ${seconds(raceWindow.writes ? raceWindow.totalMs / raceWindow.writes : 0)} on average, ${seconds(raceWindow.longestMs)} at most, over ${number(raceWindow.writes)} status writes`,
  `Overwritten in that gap       ${number(raceWindow.lostUpdates)} statuses of staff's; the longest such gap was ${seconds(raceWindow.longestLostUpdateMs)}`,
  `… not to be shipped by then   ${number(raceWindow.harmful)}, of which people were told of ${number(raceWindow.alerted)}`,
  `Written a second time         ${number(raceWindow.repeatedWrites)}, where staff had undone a first write that nobody could confirm`,
];

/** Violations shown in full; the rest is counted. */
const shown = 20;

const violationLines = ({ violations }: Report): string[] => [
  ...violations
    .slice(0, shown)
    .flatMap(({ seed, invariant, orderId, at, expected, actual }) => [
      "",
      `${color.red("✗")} ${invariant}`,
      `  ${[orderId === undefined ? "" : `order ${orderId}`, at === undefined ? "" : new Date(at).toISOString()].filter((text) => text !== "").join(", ")}`,
      `  expected ${expected}`,
      `  seen     ${actual}`,
      `  replay   npm run simulate -- --seeds ${seed} --trace`,
    ]),
  ...(violations.length > shown ? [`… and ${number(violations.length - shown)} more`] : []),
];

const verdict = ({ violations, neverInjected, seeds }: Report): string => {
  const failed = new Set(violations.map(({ seed }) => seed)).size;
  if (violations.length > 0)
    return color.red(
      `${number(violations.length)} violations in ${failed} of ${number(seeds)} seeds`,
    );
  if (neverInjected.length > 0) return color.red(`Never injected: ${neverInjected.join(", ")}`);
  return color.green("0 violations");
};

/** The report for people. */
export const reportText = (report: Report): string =>
  [
    `${number(report.seeds)} seeds, ${number(report.simulatedHours)} simulated hours, ${number(report.orders)} orders, of which ${number(report.acknowledged)} acknowledged`,
    `${number(report.requests)} requests to the store by ${number(report.invocations)} invocations, in ${report.wallSeconds.toFixed(1)} s`,
    "",
    color.bold("Injected"),
    faultTable(report),
    "",
    ...gapLines(report),
    ...violationLines(report),
    "",
    verdict(report),
    "",
  ].join("\n");
