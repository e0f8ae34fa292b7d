import assert from "node:assert/strict";
import type { Headers } from "../../domain/httpBackoff";
import {
  parseQuota,
  type QuotaEstimate,
  requestBudget,
  throttleDelayMs,
  updateEstimate,
} from "../../domain/quota";

const headers =
  (values: Record<string, string>): Headers =>
  (name) =>
    values[name];

describe("parseQuota", () => {
  const all = {
    "x-rate-limit-requests-quota": "150",
    "x-rate-limit-requests-left": "35",
    "x-rate-limit-time-reset-ms": "15000",
  };
  it("computes when the window resets", () => {
    assert.deepEqual(parseQuota(headers(all), 1_000), { requests: 150, left: 35, resetAt: 16_000 });
  });
  it("bounds the window, and accepts no quota that cannot be", () => {
    const absurd = { ...all, "x-rate-limit-time-reset-ms": "1e15" };
    assert.equal(parseQuota(headers(absurd), 1_000)?.resetAt, 301_000);
    for (const over of [
      { "x-rate-limit-requests-left": "-1" },
      { "x-rate-limit-requests-left": "151" },
      { "x-rate-limit-requests-quota": "1e308" },
    ])
      assert.equal(parseQuota(headers({ ...all, ...over }), 0), undefined);
  });
  for (const name of Object.keys(all)) {
    it(`returns no quota without ${name}, or with an invalid one`, () => {
      assert.equal(parseQuota(headers({ ...all, [name]: "" }), 0), undefined);
      assert.equal(parseQuota(headers({ ...all, [name]: "many" }), 0), undefined);
    });
  }
});

describe("throttleDelayMs", () => {
  const quota = { requests: 150, left: 16, resetAt: 5_000 };
  it("does not delay while more than the reserve remains", () => {
    assert.equal(throttleDelayMs(quota, 10, 1_000), 0);
  });
  it("delays until the window resets once the reserve is reached", () => {
    assert.equal(throttleDelayMs({ ...quota, left: 15 }, 10, 1_000), 4_000);
  });
  it("allows the last request when the reserve is zero, and then delays", () => {
    assert.equal(throttleDelayMs({ ...quota, left: 1 }, 0, 1_000), 0);
    assert.equal(throttleDelayMs({ ...quota, left: 0 }, 0, 1_000), 4_000);
  });
  it("does not delay in a new window, or before the first response", () => {
    assert.equal(throttleDelayMs({ ...quota, left: 0 }, 10, 5_000), 0);
    assert.equal(throttleDelayMs(undefined, 10, 0), 0);
  });
});

/** The estimate of a client that got `own` responses while the quota went from full to `left`. */
const estimate = (
  own: number,
  left: number,
  resetAt = 30_000,
  before?: QuotaEstimate,
): QuotaEstimate => {
  let current = before;
  for (let n = 1; n <= own; n += 1) {
    const used = Math.round(((150 - left) * n) / own);
    current = updateEstimate(current, { requests: 150, left: 150 - used, resetAt });
  }
  assert.ok(current);
  return current;
};

describe("requestBudget", () => {
  it("is unlimited before the first response", () => {
    assert.deepEqual(requestBudget(undefined, 10, 0), { orders: Infinity, waitMs: 0 });
  });

  it("gives a lone client everything above the reserve", () => {
    const { orders } = requestBudget(estimate(1, 149), 10, 0);
    assert.equal(orders, Math.floor((149 - 15 - 1) / 1.1));
  });

  it("gives one of three clients its share of the remaining quota", () => {
    const { orders } = requestBudget(estimate(20, 90), 10, 0);
    assert.ok(orders >= 24 && orders <= 31, `${orders} of 75 requests`);
  });

  it("expects the share of the last window in a new window", () => {
    const before = estimate(40, 30);
    const { orders, waitMs } = requestBudget(estimate(1, 147, 60_000, before), 10, 31_000);
    assert.ok(orders >= 34 && orders <= 44, `${orders} of 132 requests`);
    assert.equal(waitMs, 0);
    const { orders: atFirst } = requestBudget(before, 10, 30_000);
    assert.ok(atFirst - orders <= 3, `${atFirst} before the first response`);
  });

  it("treats windows whose resets differ by a response time as the same window", () => {
    const view = updateEstimate(estimate(40, 30), { requests: 150, left: 29, resetAt: 30_080 });
    assert.equal(view.ownRequests, 41);
  });

  it("delays until the window resets when the budget is below two orders", () => {
    const { waitMs } = requestBudget(estimate(40, 20), 10, 12_000);
    assert.equal(waitMs, 18_000);
    assert.equal(requestBudget(estimate(40, 30), 10, 12_000).waitMs, 0);
  });

  it("returns the budget after the wait", () => {
    const { orders } = requestBudget(estimate(40, 20), 10, 12_000);
    assert.ok(orders >= 34 && orders <= 44, `${orders} orders`);
  });

  it("allows single orders where the quota is too small for two", () => {
    const view = updateEstimate(undefined, { requests: 4, left: 3, resetAt: 30_000 });
    assert.deepEqual(requestBudget(view, 10, 1_000), { orders: 1, waitMs: 0 });
    const spent = updateEstimate(undefined, { requests: 4, left: 2, resetAt: 30_000 });
    assert.deepEqual(requestBudget(spent, 10, 1_000), { orders: 1, waitMs: 29_000 });
  });

  it("always allows one order in the end, however small the quota", () => {
    const view = updateEstimate(undefined, { requests: 1, left: 0, resetAt: 30_000 });
    assert.deepEqual(requestBudget(view, 10, 1_000), { orders: 1, waitMs: 29_000 });
    assert.deepEqual(requestBudget(view, 10, 30_000), { orders: 1, waitMs: 0 });
  });
});
