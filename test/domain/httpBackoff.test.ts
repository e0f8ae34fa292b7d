import assert from "node:assert/strict";
import {
  backoffMs,
  classify,
  type Headers,
  requestedWaitMs,
  throttleMs,
} from "../../domain/httpBackoff";

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
  it("waits a second at least, and a quarter of an hour at most", () => {
    for (const name of ["x-rate-limit-time-reset-ms", "x-retry-after", "retry-after"]) {
      assert.equal(throttleMs(headers({ [name]: "-1" }), 1, least), 1_000);
      assert.equal(throttleMs(headers({ [name]: "1e308" }), 1, least), 900_000);
    }
  });
});

describe("requestedWaitMs", () => {
  const date = "Sat, 21 Nov 2026 10:00:00 GMT";
  const asked: Record<string, [Record<string, string>, number | undefined]> = {
    seconds: [{ "retry-after": "120" }, 120_000],
    "a date by the store's own clock": [
      { date, "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT" },
      30_000,
    ],
    "a date that has passed": [{ date, "retry-after": "Sat, 21 Nov 2026 09:00:00 GMT" }, 0],
    "a date without the store's own": [
      { "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT" },
      undefined,
    ],
    "BigCommerce's own header": [{ "x-retry-after": "7" }, 7_000],
    "the longer of both": [{ "retry-after": "5", "x-retry-after": "7" }, 7_000],
    nonsense: [{ date, "retry-after": "soon" }, undefined],
    nothing: [{}, undefined],
    "a year": [{ date, "retry-after": "Sun, 21 Nov 2027 10:00:00 GMT" }, 900_000],
  };
  for (const [what, [given, expected]] of Object.entries(asked)) {
    it(`reads ${what}`, () => assert.equal(requestedWaitMs(headers(given)), expected));
  }
});
