import assert from "node:assert/strict";
import fc from "fast-check";
import { alone, halved, nextRead, noLimits, type PlannedRead } from "../../domain/readPlan";

/** All planned reads of these orders, with the same budget for each. */
const reads = (ids: readonly number[], budget = Infinity): PlannedRead[] => {
  const plan: PlannedRead[] = [];
  let left = [...ids];
  for (let read = nextRead(left, budget); read; read = nextRead(left, budget)) {
    plan.push(read);
    const { ids: done } = read;
    left = left.filter((id) => !done.includes(id));
  }
  return plan;
};

describe("nextRead", () => {
  it("plans no read for no ids", () => assert.equal(nextRead([], Infinity), undefined));

  it("reads one order singly", () => {
    assert.deepEqual(nextRead([7], Infinity), { kind: "single", ids: [7] });
  });

  it("reads neighbours in one window, each once, in whatever order the ids come", () => {
    const read = { kind: "window", ids: [100, 101, 349], min: 100, max: 349 };
    assert.deepEqual(nextRead([349, 100, 101, 100], Infinity), read);
  });

  it("opens another window where ids span more than 250", () => {
    assert.deepEqual(reads([100, 349, 350]), [
      { kind: "window", ids: [100, 349], min: 100, max: 349 },
      { kind: "single", ids: [350] },
    ]);
  });

  it("reads no more orders than the budget, but at least one", () => {
    const read = { kind: "window", ids: [1, 2, 3], min: 1, max: 3 };
    assert.deepEqual(nextRead([5, 4, 3, 2, 1], 3), read);
    assert.deepEqual(nextRead([2, 1], 0), { kind: "single", ids: [1] });
  });

  it("reads every id exactly once, in windows that fit one page and the budget", () => {
    const ids = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 300 });
    const budgets = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(ids, budgets, (wanted, budget) => {
        const plan = reads(wanted, budget);
        assert.deepEqual(
          plan.flatMap((read) => read.ids),
          [...new Set(wanted)].sort((a, b) => a - b),
        );
        for (const read of plan) {
          assert.ok(read.ids.length <= Math.max(1, budget));
          if (read.kind === "window") assert.ok(read.max - read.min < 250);
        }
      }),
    );
  });

  it("needs the fewest windows possible", () => {
    const ids = fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(ids, (wanted) => {
        const starts = reads(wanted).map((read) => read.ids[0] ?? 0);
        // No two of these ids fit one page, so each needs its own request.
        for (const [n, start] of starts.slice(1).entries())
          assert.ok(start - (starts[n] ?? 0) >= 250);
      }),
    );
  });

  it("halves a failed read, reads unlimited orders first, and an order that failed alone last", () => {
    const window: PlannedRead = { kind: "window", ids: [1, 2, 3, 4, 5], min: 1, max: 5 };
    const limits = halved(noLimits, window);
    const ids = [1, 2, 3, 4, 5, 900];
    assert.deepEqual(nextRead(ids, Infinity, limits)?.ids, [900]);
    assert.deepEqual(nextRead(ids.slice(0, 5), Infinity, limits)?.ids, [1, 2]);
    const single = halved(limits, { kind: "single", ids: [1] });
    assert.deepEqual(nextRead([1, 4, 5], Infinity, single)?.ids, [4, 5]);
    assert.deepEqual(nextRead([1, 2], Infinity, alone(single, [2]))?.ids, [2]);
    assert.deepEqual(nextRead([1], Infinity, single), { kind: "single", ids: [1] });
  });
});
