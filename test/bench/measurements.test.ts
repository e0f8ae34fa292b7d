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

const aFigure = (fields: Partial<Measurement> = {}): Measurement => ({
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
  minQuotaLeft: 13,
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

const figuresOf = (service: DrainResult): Measurement[] =>
  backlogMeasurements({ service, baseline: drained({ requests: 4_090, throttled: 78 }) });

const quiet = {
  startedAt: "2026-11-22",
  minutes: 9,
  node: "v20",
  cores: 2,
  load: 0,
  stolenPercent: undefined,
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

describe("a figure of the bench", () => {
  it("is reached at its aim, and missed beyond it", () => {
    assert.equal(verdictOf(aFigure({ value: 10 })), "reached");
    assert.equal(verdictOf(aFigure({ value: 10.1 })), "missed");
    assert.equal(verdictOf(aFigure({ target: { atLeast: 5 } })), "reached");
    assert.equal(verdictOf(aFigure({ target: { atLeast: 5.1 } })), "missed");
  });

  it("is missed when nothing was measured", () => {
    assert.equal(verdictOf(aFigure({ value: NaN })), "missed");
    assert.equal(verdictOf(aFigure({ value: NaN, target: { atLeast: 0 } })), "missed");
  });

  it("counts for nothing when a promise was broken on the way, however good it is", () => {
    assert.equal(verdictOf(aFigure({ violations: ["a record is not whole"] })), "does not count");
  });

  it("stands in a line with its baseline, its aim and its verdict", () => {
    const figure = aFigure({ value: 1234.56, baseline: 5000, target: { atMost: 2_000 } });
    const line = textOf(resultsOf([figure]))
      .split("\n")
      .find((each) => each.includes("Speed"));
    assert.match(line ?? "", /Speed.* 5,000\.0 ms .* 1,234\.6 ms .* ≤ 2,000 ms .* reached/);
  });
});

describe("the bench's results", () => {
  it("pass when every aim is reached, and not when one is missed", () => {
    assert.ok(resultsOf([aFigure(), aFigure()]).isPassed);
    const missed = resultsOf([aFigure(), aFigure({ value: 11 })]);
    assert.ok(!missed.isPassed);
    assert.match(textOf(missed), /Not every aim is reached/);
  });

  for (const [flaw, fields] of [
    ["1 avoidable 429s", { refusals: 1 }],
    ["999 of 1000 orders acknowledged", { acknowledged: 999 }],
    ["order 7, its products differ", { problems: ["order 7, its products differ"] }],
  ] as const)
    it(`do not pass, and say so, when a backlog came to: ${flaw}`, () => {
      const figures = figuresOf(drained(fields));
      assert.ok(resultsOf(figuresOf(drained())).isPassed);
      assert.ok(!resultsOf(figures).isPassed);
      assert.ok(figures.every((figure) => verdictOf(figure) === "does not count"));
      assert.ok(textOf(resultsOf(figures)).includes(flaw));
    });

  it("say so when the machine had more to do than it has cores, or its host had", () => {
    const said = (circumstances: object): string =>
      textOf(resultsOf([], { environment: { ...quiet, ...circumstances } }));
    assert.doesNotMatch(said({ load: 2, stolenPercent: 5 }), /was busy/);
    assert.match(said({ load: 2.1 }), /was busy, a load of 2\.1 on 2 cores:/);
    assert.match(said({ stolenPercent: 31.4 }), /was busy, 31 % of its processors' time went/);
  });

  it("do not pass when a promise was broken in a run that no aim is about", () => {
    const [batch] = toBatches([{ batchSize: 50, drained: drained({ throttled: 2 }) }], []);
    assert.ok(batch);
    const results = resultsOf([aFigure()], { batches: [batch] });
    assert.ok(!results.isPassed);
    assert.deepEqual(results.violations, ["2 avoidable 429s"]);
  });

  it("take only whole windows for the throughput", () => {
    const [, throughput] = figuresOf(drained({ perWindow: [120, 100, 1] }));
    assert.equal(throughput?.value, 110);
  });

  it("count what a poll takes beyond one of an empty store", () => {
    const figures = pollMeasurements([
      { open: 0, finished: 0, requests: 4, baseline: 4 },
      { open: 500, finished: 0, requests: 7, baseline: 6 },
      { open: 0, finished: 100_000, requests: 5, baseline: 166 },
    ]);
    assert.deepEqual(
      figures.map(({ value, baseline }) => [value, baseline]),
      [
        [1.5, 1],
        [5, 166],
      ],
    );
    assert.deepEqual(figures.map(verdictOf), ["missed", "missed"]);
  });
});

describe("benchArguments", () => {
  it("takes --json, --orders and --help, and nothing else", () => {
    assert.deepEqual(benchArguments([]), { json: false, orders: 10_000 });
    assert.deepEqual(benchArguments(["--json", "--orders", "1000"]), { json: true, orders: 1_000 });
    assert.throws(() => benchArguments(["--orders", "999"]), /from 1000 on, got 999/);
    assert.equal(benchArguments(["--help"]), "help");
    assert.throws(() => benchArguments(["--jsn"]), /jsn/);
  });
});
