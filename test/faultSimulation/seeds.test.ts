import assert from "node:assert/strict";
import { isPassed, createReport } from "../../faultSimulation/report/report";
import { runSeeds } from "../../faultSimulation/engine/runSeeds";
import { traceSeed } from "../../faultSimulation/engine/simulateSeed";

const wishes = { orders: 20, hours: 72 };

describe("the simulation", () => {
  it("keeps every promise through 20 seeds of 72 hours in which everything breaks", async function () {
    this.timeout(120_000);
    const report = createReport(await runSeeds({ first: 1, last: 20, ...wishes }), 0);
    assert.deepEqual(report.violations, []);
    assert.ok(isPassed(report) && report.orders >= 400 && report.simulatedHours >= 1_440);
  });

  it("is the same to the last line when a seed runs again, and another for another seed", async function () {
    this.timeout(60_000);
    const small = { orders: 20, hours: 24 };
    const first = await traceSeed(17, small);
    const again = await traceSeed(17, small);
    const other = await traceSeed(18, small);
    assert.ok(first.lines.length > 200);
    assert.deepEqual(again.lines, first.lines);
    assert.equal(again.hash, first.hash);
    assert.notEqual(other.hash, first.hash);
  });

  it("runs at least as many orders as it is asked for", async () => {
    const { orders } = await traceSeed(3, { orders: 40, hours: 5 });
    assert.ok(orders >= 40 && orders <= 45, String(orders));
  });
});
