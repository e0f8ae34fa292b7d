import assert from "node:assert/strict";
import { simulateArguments } from "../../faultSimulation/simulateArguments";

describe("simulateArguments", () => {
  it("defaults to 100 seeds of at least 20 orders and 72 hours", () => {
    assert.deepEqual(simulateArguments([]), {
      first: 1,
      last: 100,
      orders: 20,
      hours: 72,
      trace: false,
      json: false,
      bail: false,
    });
  });

  it("accepts a range of seeds, or one seed", () => {
    for (const [text, first, last] of [
      ["5..9", 5, 9],
      ["17", 17, 17],
    ] as const) {
      const settings = simulateArguments(["--seeds", text]);
      assert.ok(settings !== "help");
      assert.deepEqual([settings.first, settings.last], [first, last]);
    }
  });

  for (const args of [
    ["--seeds", "x"],
    ["--seeds", "9..5"],
    ["--seeds", "1.."],
    ["--orders", "0"],
    ["--hours", "1e3"],
    ["--seeds", "1..2", "--trace"],
    ["--sead", "1"],
  ])
    it(`rejects ${args.join(" ")}`, () => {
      assert.throws(() => simulateArguments(args));
    });
});
