import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { ImportLine } from "../../migration/importLine";
import { importSummary } from "../../migration/importSummary";
import { importTally, isSettled } from "../../migration/importTally";

const tallyOf = (...lines: readonly Partial<ImportLine>[]) => {
  const tally = importTally();
  for (const line of lines)
    tally.add({ orderId: 1, outcome: "import", why: "", written: true, findings: [], ...line });
  return tally;
};

const textOf = (
  tally: ReturnType<typeof importTally>,
  over: Partial<Parameters<typeof importSummary>[0]> = {},
): string => {
  const result = { stored: 1, unreadable: [] };
  return stripVTControlCharacters(importSummary({ result, tally, writes: true, ...over }));
};

describe("importSummary", () => {
  it("counts orders by outcome and finding, and shows the first ids", () => {
    const ids = [101, 102, 103, 104, 105];
    const text = textOf(tallyOf(...ids.map((orderId) => ({ orderId }))));
    assert.match(text, /recorded as acknowledged +│ +5 │ 101, 102, 103, and 2 more /);
    assert.match(text, /^Found: none$/m);
  });

  it("counts an order once whose products and coupons were truncated", () => {
    const truncated = { kind: "truncated", stored: 50, inStore: 60 } as const;
    const findings = (["products", "coupons"] as const).map((list) => ({ ...truncated, list }));
    assert.match(textOf(tallyOf({ findings })), /truncated to 50 of a list +│ +1 │ 1 /);
  });

  it("tells a dry run from an import", () => {
    assert.match(textOf(tallyOf({}), { writes: false }), /would be recorded[^]*Add --write/);
    assert.doesNotMatch(textOf(tallyOf({})), /would be|Dry run/);
  });

  it("says how to decide on unclear orders", () => {
    assert.match(textOf(tallyOf({ outcome: "decide" })), /--acknowledged <ids>/);
    assert.doesNotMatch(textOf(tallyOf({})), /--acknowledged/);
  });

  it("names the attributes of items that hold no order", () => {
    const result = { stored: 0, unreadable: [["at", "jobId"]] };
    assert.match(textOf(tallyOf(), { result }), /1 items .*attributes of the first: at, jobId/);
  });
});

describe("isSettled", () => {
  for (const outcome of ["decide", "leased", "failed"] as const)
    it(`is false while an order has the outcome ${outcome}`, () => {
      assert.equal(isSettled(tallyOf({}, { outcome })), false);
    });

  it("is true once every other order is imported, left new or missing", () => {
    const settled = ["import", "imported before", "leave new", "missing"] as const;
    assert.equal(isSettled(tallyOf(...settled.map((outcome) => ({ outcome })))), true);
  });
});
