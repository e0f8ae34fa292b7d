import assert from "node:assert/strict";
import { isComplete, type RunFacts, runReport } from "../../local/start/runReport";
import type { StoreOrder } from "../../local/start/store";

const anOrder = (id: number, statusId: number, isDigital = false): StoreOrder => ({
  id,
  statusId,
  isDigital,
  status: `status ${statusId}`,
  total: "1.00",
  currency: "USD",
  lines: 1,
});

const rules = {
  isNew: ({ statusId }: StoreOrder) => statusId === 11,
  targetStatus: ({ isDigital }: StoreOrder) => (isDigital ? 8 : 9),
};

/** Two new orders, one of them digital, and a shipped one; the run is complete. */
const facts: RunFacts = {
  rules,
  inStore: 3,
  written: new Set(),
  before: [anOrder(1, 11), anOrder(2, 11, true), anOrder(3, 2)],
  after: [anOrder(1, 9), anOrder(2, 8, true), anOrder(3, 2)],
  rows: [
    { id: 1, state: "acknowledged" },
    { id: 2, state: "acknowledged" },
  ],
  deadLettered: 0,
  requests: 7,
  resources: 41,
  node: "v24.1.0",
  durationMs: 5210.4,
};

describe("runReport", () => {
  it("has the fields and values of --json", () => {
    const report = runReport(facts);
    assert.deepEqual(report, {
      orders: { inStore: 3, new: 2, replicated: 2, acknowledged: 2, untouched: 1, deadLettered: 0 },
      store: { requests: 7, requestsPerOrder: 3.5 },
      resources: 41,
      node: "v24.1.0",
      durationMs: 5210,
    });
    assert.ok(isComplete(report));
  });

  const incomplete: readonly (readonly [title: string, facts: Partial<RunFacts>])[] = [
    ["has no row for a new order", { rows: [{ id: 1, state: "acknowledged" }] }],
    [
      "finds a new order in another status than its target",
      { after: [anOrder(1, 9), anOrder(2, 9, true), anOrder(3, 2)] },
    ],
    [
      "finds a row whose state is not acknowledged",
      {
        rows: [
          { id: 1, state: "acknowledged" },
          { id: 2, state: "stored" },
        ],
      },
    ],
    [
      "finds another order in a changed status",
      { after: [anOrder(1, 9), anOrder(2, 8, true), anOrder(3, 9)] },
    ],
    ["finds a dead letter", { deadLettered: 1 }],
  ];
  for (const [title, change] of incomplete) {
    it(`is not complete when it ${title}`, () => {
      assert.ok(!isComplete(runReport({ ...facts, ...change })));
    });
  }

  it("has zero requests per order if there are no orders", () => {
    const report = runReport({ ...facts, inStore: 0, before: [], after: [], rows: [] });
    assert.equal(report.store.requestsPerOrder, 0);
    assert.ok(isComplete(report));
  });

  it("counts orders that the run does not concern as untouched, unless the service wrote to them", () => {
    const large = { ...facts, inStore: 1_003 };
    assert.equal(runReport(large).orders.untouched, 1_001);
    assert.equal(runReport({ ...large, written: new Set([1, 2, 77]) }).orders.untouched, 1_000);
  });
});
