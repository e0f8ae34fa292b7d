import assert from "node:assert/strict";
import {
  backoffMs,
  classify,
  type Headers,
  paceMs,
  readQuota,
  throttledMs,
} from "../../domain/retry";

const least = () => 0;
const most = () => 0.999999;
const headers =
  (values: Record<string, string>): Headers =>
  (name) =>
    values[name];

describe("classify", () => {
  const classes: Record<string, number[]> = {
    fine: [200, 201, 204],
    throttled: [429],
    unauthorized: [401, 403],
    missing: [404],
    trouble: [408, 500, 502, 503, 504, 507, 509],
    rejected: [301, 304, 400, 405, 406, 409, 413, 415, 422, 423, 501, 505],
  };
  for (const [name, statuses] of Object.entries(classes)) {
    it(`calls ${statuses.join(", ")} ${name}`, () => {
      for (const status of statuses) assert.equal(classify(status), name, String(status));
    });
  }
});

describe("readQuota", () => {
  const all = {
    "x-rate-limit-requests-quota": "150",
    "x-rate-limit-requests-left": "35",
    "x-rate-limit-time-reset-ms": "15000",
  };
  it("dates the window's end", () => {
    assert.deepEqual(readQuota(headers(all), 1_000), { requests: 150, left: 35, resetAt: 16_000 });
  });
  for (const name of Object.keys(all)) {
    it(`knows no quota without ${name}, or with an unreadable one`, () => {
      assert.equal(readQuota(headers({ ...all, [name]: "" }), 0), undefined);
      assert.equal(readQuota(headers({ ...all, [name]: "many" }), 0), undefined);
    });
  }
});

describe("paceMs", () => {
  const quota = { requests: 150, left: 16, resetAt: 5_000 };
  it("lets a request go while more than the reserve is left", () => {
    assert.equal(paceMs(quota, 10, 1_000), 0);
  });
  it("holds back to the window's end once the reserve is reached", () => {
    assert.equal(paceMs({ ...quota, left: 15 }, 10, 1_000), 4_000);
  });
  it("spends the last request when no reserve is asked for, and then waits", () => {
    assert.equal(paceMs({ ...quota, left: 1 }, 0, 1_000), 0);
    assert.equal(paceMs({ ...quota, left: 0 }, 0, 1_000), 4_000);
  });
  it("knows nothing against a request in a new window, or before the first answer", () => {
    assert.equal(paceMs({ ...quota, left: 0 }, 10, 5_000), 0);
    assert.equal(paceMs(undefined, 10, 0), 0);
  });
});

describe("backoffMs", () => {
  it("doubles, is capped, and has up to 20 % jitter upwards", () => {
    assert.deepEqual(
      [1, 2, 3, 9].map((n) => backoffMs(n, least)),
      [1_000, 2_000, 4_000, 60_000],
    );
    assert.equal(backoffMs(1, most), 1_200);
  });
});

describe("throttledMs", () => {
  const reset = { "x-rate-limit-time-reset-ms": "15000" };
  it("waits for the window's end", () =>
    assert.equal(throttledMs(headers(reset), 1, least), 15_000));
  it("waits the longer of both headers", () => {
    assert.equal(throttledMs(headers({ ...reset, "x-retry-after": "20" }), 1, least), 20_000);
    assert.equal(throttledMs(headers({ ...reset, "x-retry-after": "5" }), 1, least), 15_000);
  });
  it("backs off when the 429 has no headers, or unreadable ones", () => {
    assert.equal(throttledMs(headers({}), 3, least), 4_000);
    assert.equal(throttledMs(headers({ "x-retry-after": "soon" }), 3, least), 4_000);
  });
});
