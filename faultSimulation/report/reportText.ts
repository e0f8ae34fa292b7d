import Table from "cli-table3";
import color from "picocolors";
import { faults } from "../world/faults";
import type { Report } from "./report";

const number = (value: number): string => value.toLocaleString("en-US");

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const tableStyle = { head: [], border: [], "padding-left": 0, "padding-right": 2 };
const noBorders = Object.fromEntries(
  [
    ..."top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right".split(","),
    ..."left,left-mid,mid,mid-mid,right,right-mid,middle".split(","),
  ].map((name) => [name, ""]),
);

/** Two faults per line, each with its count. */
const faultTable = ({ faults: counts }: Report): string => {
  const table = new Table({
    chars: noBorders,
    style: tableStyle,
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

const raceWindowLines = ({ raceWindow }: Report): string[] => [
  `Read-to-write window          ${seconds(raceWindow.writes ? raceWindow.totalMs / raceWindow.writes : 0)} on average, ${seconds(raceWindow.longestMs)} at most, over ${number(raceWindow.writes)} status writes`,
  `Lost updates of staff         ${number(raceWindow.lostUpdates)}, in a window of at most ${seconds(raceWindow.longestLostUpdateMs)}`,
  `… of which not to be shipped  ${number(raceWindow.harmful)}, and ${number(raceWindow.alerted)} of these raised an alert`,
  `Written a second time         ${number(raceWindow.repeatedWrites)}, after staff undid a first write that was not confirmed`,
];

/** Further violations are only counted. */
const maxShown = 20;

const violationLines = ({ violations }: Report): string[] => [
  ...violations
    .slice(0, maxShown)
    .flatMap(({ seed, invariant, orderId, at, expected, actual }) => [
      "",
      `${color.red("✗")} ${invariant}`,
      `  ${[orderId === undefined ? "" : `order ${orderId}`, at === undefined ? "" : new Date(at).toISOString()].filter((text) => text !== "").join(", ")}`,
      `  expected ${expected}`,
      `  actual   ${actual}`,
      `  replay   npm run simulate -- --seeds ${seed} --trace`,
    ]),
  ...(violations.length > maxShown ? [`… and ${number(violations.length - maxShown)} more`] : []),
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

export const reportText = (report: Report): string =>
  [
    `${number(report.seeds)} seeds, ${number(report.simulatedHours)} simulated hours, ${number(report.orders)} orders, of which ${number(report.acknowledged)} acknowledged`,
    `${number(report.requests)} requests to the store by ${number(report.invocations)} invocations, in ${report.wallSeconds.toFixed(1)} s`,
    "",
    color.bold("Injected faults"),
    faultTable(report),
    "",
    ...raceWindowLines(report),
    ...violationLines(report),
    "",
    verdict(report),
    "",
  ].join("\n");
