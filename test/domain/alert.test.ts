import assert from "node:assert/strict";
import { toAlert } from "../../domain/alert";
import { Failure, toFailure } from "../../domain/failure";

describe("toAlert", () => {
  const failure = new Failure("store.unavailable", "GET /v2/orders/7 was answered 503");
  const context = {
    source: "process-orders",
    what: "Order 7 was not replicated yet",
    traceId: "t-1",
  };

  it("says what happened, why, what to do next, and where to look", () => {
    const { subject, body } = toAlert(failure, context);
    assert.equal(subject, "Order 7 was not replicated yet");
    for (const part of ["Order 7 was not replicated yet.", "answered 503", "Next: ", "t-1"]) {
      assert.ok(body.includes(part), part);
    }
  });

  it("has one cause for one kind of failure in one function", () => {
    assert.equal(toAlert(failure, context).cause, "process-orders/store.unavailable");
  });

  it("keeps its subject below the 100 characters that SNS takes", () => {
    assert.ok(toAlert(failure, { ...context, what: "x".repeat(200) }).subject.length < 100);
  });
});

describe("toFailure", () => {
  it("leaves a Failure as it is", () => {
    const failure = new Failure("order.missing", "gone");
    assert.equal(toFailure(failure), failure);
  });
  it("names anything else unexpected, and keeps it as the cause", () => {
    const error = new TypeError("x is not a function");
    const { code, message, cause } = toFailure(error);
    assert.deepEqual(
      [code, message, cause],
      ["unexpected", "TypeError: x is not a function", error],
    );
    assert.equal(toFailure("plain text").message, "plain text");
  });
});
