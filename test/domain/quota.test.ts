import assert from "node:assert/strict";
import {
  throttleDelayMs,
  type QuotaEstimate,
  parseQuota,
  requestBudget,
  updateEstimate,
} from "../../domain/quota";
import type { Headers } from "../../domain/backoff";

const headers =
  (values: Record<string, string>): Headers =>
  (name) =>
    values[name];

describe("readQuota", () => {
  const all = {
    "x-rate-limit-requests-quota": "150",
    "x-rate-limit-requests-left": "35",
    "x-rate-limit-time-reset-ms": "15000",
  };
  it("dates the window's end", () => {
    assert.deepEqual(parseQuota(headers(all), 1_000), { requests: 150, left: 35, resetAt: 16_000 });
  });
  for (const name of Object.keys(all)) {
    it(`knows no quota without ${name}, or with an unreadable one`, () => {
      assert.equal(parseQuota(headers({ ...all, [name]: "" }), 0), undefined);
      assert.equal(parseQuota(headers({ ...all, [name]: "many" }), 0), undefined);
    });
  }
});

describe("paceMs", () => {
  const quota = { requests: 150, left: 16, resetAt: 5_000 };
  it("lets a request go while more than the reserve is left", () => {
    assert.equal(throttleDelayMs(quota, 10, 1_000), 0);
  });
  it("holds back to the window's end once the reserve is reached", () => {
    assert.equal(throttleDelayMs({ ...quota, left: 15 }, 10, 1_000), 4_000);
  });
  it("spends the last request when no reserve is asked for, and then waits", () => {
    assert.equal(throttleDelayMs({ ...quota, left: 1 }, 0, 1_000), 0);
    assert.equal(throttleDelayMs({ ...quota, left: 0 }, 0, 1_000), 4_000);
  });
  it("knows nothing against a request in a new window, or before the first answer", () => {
    assert.equal(throttleDelayMs({ ...quota, left: 0 }, 10, 5_000), 0);
    assert.equal(throttleDelayMs(undefined, 10, 0), 0);
  });
});

/** The view of a client that had `own` answers while the whole quota went from full to `left`. */
const seen = (
  own: number,
  left: number,
  resetAt = 30_000,
  before?: QuotaEstimate,
): QuotaEstimate => {
  let view = before;
  for (let n = 1; n <= own; n += 1) {
    const used = Math.round(((150 - left) * n) / own);
    view = updateEstimate(view, { requests: 150, left: 150 - used, resetAt });
  }
  assert.ok(view);
  return view;
};

describe("roomFor", () => {
  it("knows no bound before the first answer", () => {
    assert.deepEqual(requestBudget(undefined, 10, 0), { orders: Infinity, waitMs: 0 });
  });

  it("leaves a client that is alone all that is above the reserve", () => {
    const { orders } = requestBudget(seen(1, 149), 10, 0);
    assert.equal(orders, Math.floor((149 - 15 - 1) / 1.1));
  });

  it("leaves one of three its part of what is left", () => {
    const { orders } = requestBudget(seen(20, 90), 10, 0);
    assert.ok(orders >= 24 && orders <= 31, `${orders} of 75 requests`);
  });

  it("expects in a new window what the last one showed", () => {
    const before = seen(40, 30);
    const { orders, waitMs } = requestBudget(seen(1, 147, 60_000, before), 10, 31_000);
    assert.ok(orders >= 34 && orders <= 44, `${orders} of 132 requests`);
    assert.equal(waitMs, 0);
    const { orders: atFirst } = requestBudget(before, 10, 30_000);
    assert.ok(atFirst - orders <= 3, `${atFirst} before the first answer`);
  });

  it("takes windows whose ends differ by the time that answers take for one", () => {
    const view = updateEstimate(seen(40, 30), { requests: 150, left: 29, resetAt: 30_080 });
    assert.equal(view.ownRequests, 41);
  });

  it("has a client wait for the window's end when there is no room for two orders", () => {
    const { waitMs } = requestBudget(seen(40, 20), 10, 12_000);
    assert.equal(waitMs, 18_000);
    assert.equal(requestBudget(seen(40, 30), 10, 12_000).waitMs, 0);
  });

  it("says how much room there will be after the wait", () => {
    const { orders } = requestBudget(seen(40, 20), 10, 12_000);
    assert.ok(orders >= 34 && orders <= 44, `${orders} orders`);
  });

  it("goes on with single orders where a quota is too small for more", () => {
    const view = updateEstimate(undefined, { requests: 4, left: 3, resetAt: 30_000 });
    assert.deepEqual(requestBudget(view, 10, 1_000), { orders: 1, waitMs: 0 });
    const spent = updateEstimate(undefined, { requests: 4, left: 2, resetAt: 30_000 });
    assert.deepEqual(requestBudget(spent, 10, 1_000), { orders: 1, waitMs: 29_000 });
  });

  it("never leaves a client without hope, however small the quota", () => {
    const view = updateEstimate(undefined, { requests: 1, left: 0, resetAt: 30_000 });
    assert.deepEqual(requestBudget(view, 10, 1_000), { orders: 1, waitMs: 29_000 });
    assert.deepEqual(requestBudget(view, 10, 30_000), { orders: 1, waitMs: 0 });
  });
});
