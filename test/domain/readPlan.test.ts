import assert from "node:assert/strict";
import fc from "fast-check";
import { readPlan } from "../../domain/readPlan";

describe("readPlan", () => {
  it("asks nothing for nothing", () => assert.deepEqual(readPlan([]), []));

  it("reads one order alone", () => {
    assert.deepEqual(readPlan([7]), [{ kind: "single", ids: [7] }]);
  });

  it("reads neighbours in one window, each once, whatever order they come in", () => {
    const plan = [{ kind: "window", ids: [100, 101, 349], min: 100, max: 349 }];
    assert.deepEqual(readPlan([349, 100, 101, 100]), plan);
  });

  it("opens another window where ids span more than 250", () => {
    assert.deepEqual(readPlan([100, 349, 350]), [
      { kind: "window", ids: [100, 349], min: 100, max: 349 },
      { kind: "single", ids: [350] },
    ]);
  });

  it("covers every id exactly once, with windows that fit one page", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 300 }), (ids) => {
        const plan = readPlan(ids);
        assert.deepEqual(
          plan.flatMap((read) => read.ids),
          [...new Set(ids)].sort((a, b) => a - b),
        );
        for (const read of plan) {
          if (read.kind === "window") assert.ok(read.max - read.min < 250);
        }
      }),
    );
  });
});
