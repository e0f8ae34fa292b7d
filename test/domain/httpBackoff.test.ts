import assert from "node:assert/strict";
import { backoffMs, classify, type Headers, throttleMs } from "../../domain/httpBackoff";

const least = () => 0;
const most = () => 0.999999;
const headers =
  (values: Record<string, string>): Headers =>
  (name) =>
    values[name];

describe("classify", () => {
  const classes: Record<string, number[]> = {
    success: [200, 201, 204],
    throttled: [429],
    unauthorized: [401, 403],
    "not-found": [404],
    transient: [408, 500, 502, 503, 504, 507, 509],
    rejected: [301, 304, 400, 405, 406, 409, 413, 415, 422, 423, 501, 505],
  };
  for (const [name, statuses] of Object.entries(classes)) {
    it(`classifies ${statuses.join(", ")} as ${name}`, () => {
      for (const status of statuses) assert.equal(classify(status), name, String(status));
    });
  }
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

describe("throttleMs", () => {
  const reset = { "x-rate-limit-time-reset-ms": "15000" };
  it("waits until the window resets", () =>
    assert.equal(throttleMs(headers(reset), 1, least), 15_000));
  it("waits for the longer of both headers", () => {
    assert.equal(throttleMs(headers({ ...reset, "x-retry-after": "20" }), 1, least), 20_000);
    assert.equal(throttleMs(headers({ ...reset, "x-retry-after": "5" }), 1, least), 15_000);
  });
  it("backs off when the 429 has no headers, or invalid ones", () => {
    assert.equal(throttleMs(headers({}), 3, least), 4_000);
    assert.equal(throttleMs(headers({ "x-retry-after": "soon" }), 3, least), 4_000);
  });
});
