import assert from "node:assert/strict";
import { memoryMeasurements } from "../../bench/cloud/cloudMeasurements";
import { growthRatio, type MemorySample, peakMb } from "../../bench/cloud/memory";
import { type DrainSummary, type GrowthStep } from "../../bench/growth";
import { verdictOf } from "../../bench/measurement";
import { percentile } from "../../bench/percentile";
import { growthChart } from "../../bench/report/growthChart";
import { growthTable } from "../../bench/report/growthTable";
import { markdownTable } from "../../bench/report/markdownTable";

const aSummary = (fields: Partial<DrainSummary> = {}): DrainSummary => ({
  requestsPerOrder: 1.16,
  ordersPerWindow: 117.6,
  throttled: 0,
  minutes: 4.2,
  ...fields,
});

const aStep = (orders: number): GrowthStep => ({
  orders,
  firstOrderSeconds: 7.25,
  violations: [],
  service: aSummary(),
  baseline: aSummary({ requestsPerOrder: 4.09, ordersPerWindow: 37.4, throttled: 78, minutes: 13 }),
  memoryMb: { "poll-orders": 84, "receive-webhook": 90, "process-orders": 117 },
});

describe("the memory of a function", () => {
  const climbing: MemorySample[] = [10, 20, 30, 40].map((mb, index) => ({
    orders: 25 * (index + 1),
    mb,
  }));

  it("has a peak, over all orders or over the first ones", () => {
    assert.equal(peakMb(climbing), 40);
    assert.equal(peakMb(climbing, 50), 20);
  });

  it("has a growth ratio of 1 when it grows during the first half of the orders only", () => {
    const flat = [{ orders: 1, mb: 10 }, ...climbing.map(({ orders }) => ({ orders, mb: 40 }))];
    assert.equal(growthRatio(flat), 1);
    assert.equal(growthRatio(climbing), 2);
  });

  it("misses its targets without samples", () => {
    const noSamples = { "poll-orders": [], "receive-webhook": [], "process-orders": [] };
    const measurements = memoryMeasurements(noSamples, 10_000);
    assert.equal(measurements.length, 6);
    for (const each of measurements) assert.equal(verdictOf(each), "missed", each.id);
  });
});

describe("percentile", () => {
  it("is the smallest value that the given share of values does not exceed", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(
      [0, 0.5, 0.99, 1].map((share) => percentile(hundred, share)),
      [1, 50, 99, 100],
    );
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });
});

describe("the growth with the backlog size", () => {
  const growth = [aStep(100), aStep(10_000)];

  it("is a table with a row for each size, the naive baseline in brackets", () => {
    const [, , , line] = markdownTable(growthTable(growth)).split("\n");
    const cells = "10,000 | 1.16 (4.09) | 117.6 (37.4) | 0 (78) | 4.2 (13.0) | 84 | 90 | 117 | 7.3";
    assert.equal(line, `| ${cells} |`);
  });

  it("is a chart that names the service, the baseline and the largest size", () => {
    const svg = growthChart(growth);
    assert.match(svg, /^<svg /);
    for (const text of ["this service", "naive baseline", "10,000", "Orders per 30 s window"])
      assert.ok(svg.includes(text), text);
  });
});
