import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { newRunProgress, updateProgress } from "../../local/start/runProgress";
import type { StoreOrder } from "../../local/start/store";
import { statusTable } from "../../local/start/summary";

const anOrder = (id: number, statusId: number, total: string): StoreOrder => ({
  id,
  statusId,
  status: statusId === 11 ? "To do" : "Shipped",
  isDigital: false,
  total,
  currency: "EUR",
  lines: 2,
});

const factsOf = (after: readonly StoreOrder[]) => ({
  rules: { isNew: ({ statusId }: StoreOrder) => statusId === 11, targetStatus: () => 9 },
  before: [anOrder(1, 11, "10.10"), anOrder(2, 11, "0.20"), anOrder(3, 2, "5")],
  after,
  rows: [],
  written: new Set<number>(),
  inStore: 3,
  deadLettered: 0,
  requests: 0,
  resources: 0,
  node: "v24.1.0",
  durationMs: 1,
});

const rows = (after: readonly StoreOrder[], planned = newRunProgress().planned): string[][] =>
  stripVTControlCharacters(statusTable(factsOf(after), planned))
    .split("\n")
    .filter((line) => line.includes("│"))
    .map((line) => line.split("│").map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));

describe("the table of statuses", () => {
  it("adds up orders, lines and money by status before and after, new orders first", () => {
    const after = [anOrder(1, 9, "10.10"), anOrder(2, 9, "0.20"), anOrder(3, 2, "5")];
    assert.deepEqual(rows(after), [
      ["Status before", "Status now", "Orders", "Lines", "Money"],
      ["To do", "Shipped", "2", "4", "10.30 EUR"],
      ["Shipped", "unchanged", "1", "2", "5.00 EUR"],
    ]);
  });

  it("shows for a dry run the status that it would have set", () => {
    const progress = newRunProgress();
    const entry = { event: "order.dry-run", level: "info" };
    const fields = { would: "acknowledge", from: "11 Awaiting Fulfillment" };
    updateProgress(progress, {
      ...entry,
      fields: { ...fields, orderId: 1, to: "9 Awaiting Shipment" },
    });
    updateProgress(progress, { ...entry, fields: { orderId: 2, would: "wait" } });
    const before = [anOrder(1, 11, "10.10"), anOrder(2, 11, "0.20"), anOrder(3, 2, "5")];
    assert.deepEqual(rows(before, progress.planned), [
      ["Status before", "Planned status", "Orders", "Lines", "Money"],
      ["To do", "9 Awaiting Shipment", "1", "2", "10.10 EUR"],
      ["To do", "unchanged", "1", "2", "0.20 EUR"],
      ["Shipped", "unchanged", "1", "2", "5.00 EUR"],
    ]);
  });

  it("fits 80 columns, whatever the statuses and up to a million of money", () => {
    const before = [anOrder(1, 11, "999999.99"), anOrder(2, 2, "5")].map((order) => ({
      ...order,
      status: "Manual Verification Required",
    }));
    const after = before.map((order) => ({ ...order, status: "Awaiting Fulfillment" }));
    const table = stripVTControlCharacters(statusTable({ ...factsOf(after), before }, new Map()));
    assert.deepEqual(
      table.split("\n").filter(({ length }) => length > 80),
      [],
    );
    assert.match(table, /999,999\.99 EUR/);
  });

  it("is a sentence if there is no order", () => {
    const table = statusTable({ ...factsOf([]), before: [] }, new Map());
    assert.equal(table, "The store holds no order in a new status.");
  });
});
