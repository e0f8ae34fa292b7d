import assert from "node:assert/strict";
import {
  assumedSkew,
  type ClockSkew,
  clockSkewProblem,
  earliestStoreTime,
  measureSkew,
} from "../../domain/clockSkew";

const sentAt = new Date("2026-11-21T10:00:00.200Z");
const receivedAt = new Date("2026-11-21T10:00:00.700Z");
const at = (date: string): ClockSkew => measureSkew(new Date(date), { sentAt, receivedAt });

describe("measureSkew", () => {
  it("includes no skew for a store in step, whose dates have no fractions of a second", () => {
    assert.deepEqual(at("2026-11-21T10:00:00Z"), { minMs: -700, maxMs: 800 });
  });

  it("includes the real skew, whenever between request and response the store wrote the date", () => {
    for (const aheadMs of [-3_000, -1, 0, 400, 10_000])
      for (const writtenAt of [sentAt, receivedAt]) {
        const shown = Math.floor((writtenAt.getTime() + aheadMs) / 1000) * 1000;
        const { minMs, maxMs } = measureSkew(new Date(shown), { sentAt, receivedAt });
        assert.ok(minMs <= aheadMs && aheadMs <= maxMs, `${minMs} ${aheadMs} ${maxMs}`);
      }
  });
});

describe("assumedSkew", () => {
  const minutes = 60_000;
  const cases: [title: string, measured: ClockSkew | undefined, assumed: [number, number]][] = [
    ["a second either way, for a store in step", { minMs: -700, maxMs: 800 }, [-1_000, 1_000]],
    ["what was measured of a store behind", { minMs: -10_700, maxMs: -9_200 }, [-10_700, 1_000]],
    ["what was measured of a store ahead", { minMs: 9_300, maxMs: 10_800 }, [-1_000, 10_800]],
    ["all that is trusted, without a date", undefined, [-5 * minutes, 5 * minutes]],
    [
      "all that is trusted too, for a date a day ahead",
      { minMs: 1_440 * minutes, maxMs: 1_441 * minutes },
      [-5 * minutes, 1_441 * minutes],
    ],
    [
      "what was measured and all that is trusted, for a date an hour behind",
      { minMs: -61 * minutes, maxMs: -60 * minutes },
      [-61 * minutes, 5 * minutes],
    ],
  ];
  for (const [title, measured, [minMs, maxMs]] of cases)
    it(`is ${title}`, () => assert.deepEqual(assumedSkew(measured), { minMs, maxMs }));

  it("bounds what the store's clock shows at an instant of ours", () => {
    const behind = { minMs: -10_700, maxMs: -9_200 };
    assert.equal(earliestStoreTime(sentAt, behind).toISOString(), "2026-11-21T09:59:49.500Z");
  });
});

describe("clockSkewProblem", () => {
  it("is none for a skew that is trusted, for a slow response, and without a date", () => {
    const slow = { minMs: -12_000, maxMs: 1_000 };
    for (const trusted of [undefined, slow, { minMs: 299_000, maxMs: 301_000 }])
      assert.equal(clockSkewProblem(trusted), undefined);
  });

  it("names how far the clock is off at least, in which direction, and what is trusted", () => {
    const messageOf = (minMs: number, maxMs: number) => clockSkewProblem({ minMs, maxMs })?.message;
    const trusted = "at most 300 s are trusted";
    const ahead = `The store's clock is 301 s ahead of ours; ${trusted}`;
    const behind = `The store's clock is 3600 s behind ours; ${trusted}`;
    assert.equal(messageOf(301_000, 303_000), ahead);
    assert.equal(messageOf(-3_602_000, -3_600_000), behind);
    assert.equal(clockSkewProblem({ minMs: 301_000, maxMs: 303_000 })?.code, "store.clockSkew");
  });
});
