import assert from "node:assert/strict";
import { Failure } from "../../domain/failure";

describe("Failure", () => {
  const cause = new Error("socket hang up");
  const failure = new Failure("store.throttled", "GET /v2/orders was answered 429", {
    retryAfterMs: 7_000,
    httpStatus: 429,
    details: { orderId: 7 },
    cause,
  });

  it("logs its typed fields beside the details", () => {
    const { orderId, retryAfterMs, httpStatus } = failure.logFields;
    assert.deepEqual([orderId, retryAfterMs, httpStatus], [7, 7_000, 429]);
  });

  it("keeps everything else when it is given a version of the order, or none", () => {
    const versioned = failure.ofVersion("2026-11-21T10:00:00.000Z");
    assert.equal(versioned.modifiedAt, "2026-11-21T10:00:00.000Z");
    const { code, message, retryAfterMs, httpStatus, details } = versioned.ofVersion(undefined);
    assert.deepEqual(
      [code, message, retryAfterMs, httpStatus, details, versioned.cause],
      [failure.code, failure.message, 7_000, 429, { orderId: 7 }, cause],
    );
    assert.equal(versioned.ofVersion(undefined).modifiedAt, undefined);
  });
});
