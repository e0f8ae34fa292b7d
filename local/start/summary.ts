import Table from "cli-table3";
import colors from "picocolors";
import type { RunFacts, RunReport } from "./runReport";
import type { StoreOrder } from "./store";

interface Group {
  readonly before: string;
  readonly after: string;
  readonly isNew: boolean;
  readonly orders: readonly StoreOrder[];
}

/** Adds decimal strings exactly, without floats; stores use at most four decimals. */
const sum = (amounts: readonly string[]): string => {
  const scaled = amounts.reduce((total, amount) => {
    const [whole = "0", fraction = ""] = amount.split(".");
    return total + BigInt(whole + fraction.padEnd(4, "0").slice(0, 4));
  }, 0n);
  const digits = scaled.toString().padStart(5, "0");
  const whole = digits.slice(0, -4).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${digits.slice(-4, -2)}`;
};

const money = (orders: readonly StoreOrder[]): string => {
  const currencies = [...new Set(orders.map(({ currency }) => currency))].sort();
  return currencies
    .map((code) => `${sum(orders.filter((o) => o.currency === code).map((o) => o.total))} ${code}`)
    .join("\n");
};

/** By order id, the status that a dry run would have set; empty after any other run. */
export type Planned = ReadonlyMap<unknown, string>;

const groups = ({ before, after, rules }: RunFacts, planned: Planned): Group[] => {
  const now = new Map(after.map((order) => [order.id, order.status]));
  const found = new Map<string, Group>();
  for (const order of before) {
    const status = planned.get(order.id) ?? now.get(order.id) ?? "gone";
    const isNew = rules.isNew(order);
    const key = `${isNew} ${order.status} ${status}`;
    const group = found.get(key) ?? { before: order.status, after: status, isNew, orders: [] };
    found.set(key, { ...group, orders: [...group.orders, order] });
  }
  const rank = ({ isNew, orders }: Group): number => (isNew ? 1e9 : 0) + orders.length;
  return [...found.values()].sort((one, other) => rank(other) - rank(one));
};

const linesOf = (orders: readonly StoreOrder[]): number =>
  orders.reduce((total, { lines }) => total + lines, 0);

interface Row {
  readonly isNew: boolean;
  readonly cells: readonly string[];
}

const toRow = ({ before, after, isNew, orders }: Group): Row => {
  const totals = [orders.length, linesOf(orders), money(orders)].map(String);
  return { isNew, cells: [before, before === after ? "unchanged" : after, ...totals] };
};

const coloured = ({ isNew, cells: [before = "", after = "", ...totals] }: Row): string[] =>
  isNew
    ? [colors.bold(before), colors.green(after), ...totals]
    : [before, after, ...totals].map((cell) => colors.dim(cell));

/** Longer status names are wrapped, so that the table fits 80 columns. */
const maxWidths = [20, 19];
const padding = 2;

/** Orders, lines and money by the status before and after the run. */
export const statusTable = (facts: RunFacts, planned: Planned): string => {
  if (facts.before.length === 0) return "The store holds no order in a new status.";
  const afterTitle = planned.size > 0 ? "Planned status" : "Status now";
  const head = ["Status before", afterTitle, "Orders", "Lines", "Money"];
  const rows = groups(facts, planned).map(toRow);
  const colWidths = maxWidths.map((maxWidth, column) => {
    const texts = [head[column] ?? "", ...rows.map(({ cells }) => String(cells[column]))];
    return padding + Math.min(maxWidth, Math.max(...texts.map(({ length }) => length)));
  });
  const table = new Table({
    head: head.map((each) => colors.cyan(each)),
    colAligns: ["left", "left", "right", "right", "right"],
    colWidths,
    wordWrap: true,
    style: { head: [], border: colors.isColorSupported ? ["gray"] : [], compact: true },
  });
  rows.forEach((row) => table.push(coloured(row)));
  return table.toString();
};

const share = (part: number, whole: number): string => {
  const text = `${part} of ${whole}`;
  return part === whole ? colors.green(text) : colors.red(text);
};

const costLines = ({ store, resources, durationMs }: RunReport, perOrder: string): string[] => [
  `Requests       ${store.requests} to the store${perOrder}`,
  `Time           ${(durationMs / 1000).toFixed(1)} s, with ${resources} resources to set up`,
];

export const summaryLines = (report: RunReport): readonly string[] => {
  const { orders, store } = report;
  const dead = orders.deadLettered === 0 ? "none" : colors.red(String(orders.deadLettered));
  return [
    `Replicated     ${share(orders.replicated, orders.new)} new orders`,
    `Acknowledged   ${share(orders.acknowledged, orders.new)}`,
    `Untouched      ${share(orders.untouched, orders.inStore - orders.new)} others`,
    `Dead letters   ${dead}`,
    ...costLines(report, `, ${store.requestsPerOrder} per order`),
  ];
};

/** Without "acknowledged" and "untouched": a dry run changes nothing in the store. */
export const dryRunLines = (report: RunReport, planned: Planned): readonly string[] => [
  colors.yellow("Dry run (acknowledge: plan): no records and no statuses were written."),
  `Planned        ${planned.size} of ${report.orders.new} orders in a new status`,
  ...costLines(report, ""),
];
