import assert from "node:assert/strict";
import { validateHeaderValue } from "node:http";
import { create, number } from "superstruct";
import { Failure, toFailure } from "../../domain/failure";

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

const thrownBy = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (thrown) {
    return thrown;
  }
};

describe("toFailure", () => {
  it("returns a Failure unchanged", () => {
    const failure = new Failure("order.missing", "gone");
    assert.equal(toFailure(failure), failure);
  });
  it("wraps any other error as unexpected, with the error as its cause", () => {
    const error = new TypeError("x is not a function");
    const { code, message, cause } = toFailure(error);
    assert.deepEqual(
      [code, message, cause],
      ["unexpected", "TypeError: x is not a function", error],
    );
    assert.equal(toFailure("plain text").message, "plain text");
  });
  it("shows nothing that a parser, or a check of Node, quotes", () => {
    const attempts = [
      () => JSON.parse("marked-secret") as unknown,
      () => create("marked-secret", number()),
      () => new URL("marked-secret"),
      () => Buffer.alloc("marked-secret" as never),
      () => new Headers({ token: "marked-secret\n\u0100" }),
      () => validateHeaderValue("token", "marked-secret\n"),
    ];
    for (const attempt of attempts) {
      const failure = toFailure(thrownBy(attempt));
      assert.doesNotMatch(JSON.stringify([failure.message, failure.logFields]), /marked/);
      assert.match(failure.message, /Error/);
    }
  });
  it("names where any other error was thrown, in a few frames without the message", () => {
    const breakHere = (): Error => new TypeError("first line\nsecond line");
    const { thrownAt } = toFailure(breakHere()).details as { thrownAt: string[] };
    assert.match(thrownAt[0] ?? "", /^breakHere \(.*failure\.test\.ts:\d+:\d+\)$/);
    assert.ok(thrownAt.length > 1 && thrownAt.length <= 5);
    assert.ok(!thrownAt.join("\n").includes("line"));
  });
});
