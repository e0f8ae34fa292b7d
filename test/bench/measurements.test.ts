import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { backlogMeasurements } from "../../bench/backlog/backlogMeasurements";
import type { DrainResult } from "../../bench/backlog/drainResult";
import { pollMeasurements } from "../../bench/backlog/pollMeasurements";
import { toBatches } from "../../bench/batches";
import { benchArguments } from "../../bench/benchArguments";
import { type Measurement, verdictOf } from "../../bench/measurement";
import { resultsText } from "../../bench/report/resultsText";
import { type Results, toResults } from "../../bench/results";

const aMeasurement = (fields: Partial<Measurement> = {}): Measurement => ({
  id: "speed",
  name: "Speed",
  value: 5,
  unit: "ms",
  digits: 1,
  target: { atMost: 10 },
  ...fields,
});

const drained = (fields: Partial<DrainResult> = {}): DrainResult => ({
  newOrders: 1_000,
  acknowledged: 1_000,
  requests: 1_150,
  throttled: 0,
  minQuotaRemaining: 13,
  requestsByPurpose: {
    poll: 14,
    list: 66,
    "single read": 5,
    write: 1_000,
    lines: 15,
    addresses: 0,
    coupons: 50,
  },
  perWindow: [120, 118, 60],
  seconds: 62,
  invariantViolations: [],
  ...fields,
});

const measurementsOf = (service: DrainResult): Measurement[] =>
  backlogMeasurements({ service, baseline: drained({ requests: 4_090, throttled: 78 }) });

const quiet = {
  startedAt: "2026-11-22",
  minutes: 9,
  node: "v20",
  cores: 2,
  loadAverage: 0,
  stealPercent: undefined,
};

const resultsOf = (measurements: readonly Measurement[], steps: Partial<Results> = {}): Results =>
  toResults({
    environment: quiet,
    growth: [],
    batches: [],
    ...steps,
    measurements,
  });

const textOf = (results: Results): string => stripVTControlCharacters(resultsText(results));

describe("a measurement", () => {
  it("meets its target at the bound, and misses it beyond", () => {
    assert.equal(verdictOf(aMeasurement({ value: 10 })), "met");
    assert.equal(verdictOf(aMeasurement({ value: 10.1 })), "missed");
    assert.equal(verdictOf(aMeasurement({ target: { atLeast: 5 } })), "met");
    assert.equal(verdictOf(aMeasurement({ target: { atLeast: 5.1 } })), "missed");
  });

  it("misses its target when nothing was measured", () => {
    assert.equal(verdictOf(aMeasurement({ value: NaN })), "missed");
    assert.equal(verdictOf(aMeasurement({ value: NaN, target: { atLeast: 0 } })), "missed");
  });

  it("is invalid when an invariant was violated, whatever its value", () => {
    assert.equal(verdictOf(aMeasurement({ violations: ["a record is incomplete"] })), "invalid");
  });

  it("is printed in a row with its baseline, target and verdict", () => {
    const measurement = aMeasurement({ value: 1234.56, baseline: 5000, target: { atMost: 2_000 } });
    const line = textOf(resultsOf([measurement]))
      .split("\n")
      .find((each) => each.includes("Speed"));
    assert.match(line ?? "", /Speed.* 5,000\.0 ms .* 1,234\.6 ms .* ≤ 2,000 ms .* met/);
  });
});

describe("the results", () => {
  it("pass when every target is met, and fail when one is missed", () => {
    assert.ok(resultsOf([aMeasurement(), aMeasurement()]).isPassed);
    const missed = resultsOf([aMeasurement(), aMeasurement({ value: 11 })]);
    assert.ok(!missed.isPassed);
    assert.match(textOf(missed), /Not all targets are met/);
  });

  for (const [violation, fields] of [
    ["1 avoidable 429s", { throttled: 1 }],
    ["999 of 1000 orders acknowledged", { acknowledged: 999 }],
    ["order 7, its products differ", { invariantViolations: ["order 7, its products differ"] }],
  ] as const)
    it(`fail and report it, when a drain ends with: ${violation}`, () => {
      const measurements = measurementsOf(drained(fields));
      assert.ok(resultsOf(measurementsOf(drained())).isPassed);
      assert.ok(!resultsOf(measurements).isPassed);
      assert.ok(measurements.every((each) => verdictOf(each) === "invalid"));
      assert.ok(textOf(resultsOf(measurements)).includes(violation));
    });

  it("warn of a load average above the number of cores, and of steal time", () => {
    const textIn = (environment: object): string =>
      textOf(resultsOf([], { environment: { ...quiet, ...environment } }));
    assert.doesNotMatch(textIn({ loadAverage: 2, stealPercent: 5 }), /was busy/);
    assert.match(textIn({ loadAverage: 2.1 }), /was busy \(a load average of 2\.1 on 2 cores\):/);
    assert.match(textIn({ stealPercent: 31.4 }), /was busy \(31 % steal time\):/);
  });

  it("fail when an invariant was violated in a run without a target", () => {
    const [batch] = toBatches([{ batchSize: 50, drained: drained({ throttled: 2 }) }], []);
    assert.ok(batch);
    const results = resultsOf([aMeasurement()], { batches: [batch] });
    assert.ok(!results.isPassed);
    assert.deepEqual(results.violations, ["2 avoidable 429s"]);
  });

  it("compute the throughput from full windows only", () => {
    const [, throughput] = measurementsOf(drained({ perWindow: [120, 100, 1] }));
    assert.equal(throughput?.value, 110);
  });

  it("compare a poll with a poll of an empty store", () => {
    const measurements = pollMeasurements([
      { open: 0, finished: 0, requests: 4, baseline: 4 },
      { open: 500, finished: 0, requests: 7, baseline: 6 },
      { open: 0, finished: 100_000, requests: 5, baseline: 166 },
    ]);
    assert.deepEqual(
      measurements.map(({ value, baseline }) => [value, baseline]),
      [
        [1.5, 1],
        [5, 166],
      ],
    );
    assert.deepEqual(measurements.map(verdictOf), ["missed", "missed"]);
  });
});

describe("benchArguments", () => {
  it("accepts --json, --orders and --help, and nothing else", () => {
    assert.deepEqual(benchArguments([]), { json: false, orders: 10_000 });
    assert.deepEqual(benchArguments(["--json", "--orders", "1000"]), { json: true, orders: 1_000 });
    assert.throws(() => benchArguments(["--orders", "999"]), /at least 1000 for --orders, got 999/);
    assert.equal(benchArguments(["--help"]), "help");
    assert.throws(() => benchArguments(["--jsn"]), /jsn/);
  });
});
