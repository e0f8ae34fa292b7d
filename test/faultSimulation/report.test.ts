import assert from "node:assert/strict";
import type { SeedResult } from "../../faultSimulation/engine/simulateSeed";
import { createReport, isPassed } from "../../faultSimulation/report/report";
import { reportText } from "../../faultSimulation/report/reportText";
import { faults, noFaults } from "../../faultSimulation/world/faults";

const everyFault = Object.fromEntries(faults.map((fault) => [fault, 1])) as SeedResult["faults"];

const result = (over: Partial<SeedResult> = {}): SeedResult => ({
  seed: 7,
  start: 0,
  hours: 80,
  orders: 25,
  acknowledged: 20,
  requests: 300,
  invocations: 90,
  faults: everyFault,
  raceWindow: {
    writes: 2,
    totalMs: 500,
    longestMs: 400,
    lostUpdates: 1,
    longestLostUpdateMs: 90,
    harmful: 1,
    alerted: 1,
    repeatedWrites: 0,
  },
  violations: [],
  ...over,
});

const violation = {
  invariant: "the newest wins",
  orderId: 12,
  at: 0,
  expected: "new",
  actual: "old",
};

describe("report", () => {
  it("adds up the results of its seeds, and keeps the longest race window", () => {
    const raceWindow = { ...result().raceWindow, longestMs: 900 };
    const report = createReport([result(), result({ seed: 8, raceWindow })], 1);
    assert.deepEqual([report.seeds, report.orders, report.simulatedHours], [2, 50, 160]);
    assert.deepEqual([report.raceWindow.writes, report.raceWindow.longestMs], [4, 900]);
    assert.equal(report.faults["poison message"], 2);
  });

  it("fails on a violation, and shows how to replay its seed", () => {
    const report = createReport([result(), result({ seed: 17, violations: [violation] })], 1);
    assert.equal(isPassed(report), false);
    assert.match(reportText(report), /--seeds 17 --trace/);
    assert.match(reportText(report), /the newest wins\n\s+order 12/);
  });

  it("fails if a thousand seeds never injected a fault", () => {
    const without = { ...everyFault, "response hung": 0 };
    const results = Array.from({ length: 1_000 }, (_, n) => result({ seed: n, faults: without }));
    const report = createReport(results, 1);
    assert.deepEqual(report.neverInjected, ["response hung"]);
    assert.equal(isPassed(report), false);
  });

  it("does not expect rare faults of a few seeds", () => {
    assert.equal(isPassed(createReport([result({ faults: noFaults() })], 1)), true);
  });
});
