import assert from "node:assert/strict";
import { Failure, type FailureCode } from "../../domain/failure";
import type { MissingLooks } from "../../domain/missingOrder";
import type { OrderMessage } from "../../domain/orderMessage";
import {
  afterFailure,
  afterNotFound,
  afterNotReady,
  type FailureDecision,
  type RetryDecision,
} from "../../domain/retryPolicy";

const least = () => 0;
const most = () => 0.999999;
const secondsOf = (step: FailureDecision | RetryDecision) =>
  step.kind === "retry" ? step.seconds : step.kind;
interface Circumstances {
  readonly code?: FailureCode;
  readonly retryAfterMs?: number;
  readonly random?: () => number;
}

const after = (receiveCount: number, given: Circumstances = {}) => {
  const { code = "store.unavailable", retryAfterMs, random = least } = given;
  return secondsOf(
    afterFailure(new Failure(code, "x", { retryAfterMs }), receiveCount, 20, random),
  );
};

describe("afterFailure", () => {
  it("starts at a minute, doubles, and never exceeds five hours and a fifth", () => {
    assert.deepEqual(
      [1, 2, 3, 9, 10, 19].map((n) => after(n)),
      [60, 120, 240, 15_360, 18_000, 18_000],
    );
    assert.equal(after(19, { random: most }), 21_600);
  });

  it("requeues a message that waited without a request, before its receives are used up", () => {
    const waiting = new Failure("store.unavailable", "x", {
      isUnsent: true,
      retryAfterMs: 900_000,
    });
    const steps = [1, 9, 10, 20].map((n) => afterFailure(waiting, n, 20, least));
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ["retry", "retry", "requeue", "requeue"],
    );
    assert.deepEqual(steps[0], { kind: "retry", seconds: 900 });
  });

  it("spreads 20 receives over more than 48 hours", () => {
    const waits = Array.from({ length: 19 }, (_, n) => Number(after(n + 1)));
    assert.ok(waits.reduce((sum, wait) => sum + wait, 0) > 48 * 3_600);
  });

  it("never retries sooner than the store requires", () => {
    assert.equal(after(1, { retryAfterMs: 90_500 }), 91);
    assert.equal(after(9, { retryAfterMs: 90_500 }), 15_360);
  });

  it("dead-letters at the last receive", () => {
    assert.deepEqual(
      [19, 20, 21].map((n) => after(n)),
      [18_000, "dead-letter", "dead-letter"],
    );
  });

  for (const code of ["message.invalid", "record.tooLarge"] as const) {
    it(`dead-letters ${code} at once`, () => assert.equal(after(1, { code }), "dead-letter"));
  }
});

describe("afterNotReady", () => {
  it("retries after 1, 3, 7 and 15 minutes, and then returns the other decision", () => {
    const steps = [1, 2, 3, 4, 5, 6].map((n) => secondsOf(afterNotReady(n, { kind: "discard" })));
    assert.deepEqual(steps, [60, 180, 420, 900, "discard", "discard"]);
  });
});

describe("afterNotFound", () => {
  const message = (scope?: string, reason: "poll" | "webhook" = "webhook"): OrderMessage => ({
    v: 1,
    orderId: 7,
    reason,
    traceId: "t",
    at: "",
    scope,
  });
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
  const looks = (count: number, minutes: number): MissingLooks => ({
    count,
    firstAt: at(0),
    lastAt: at(minutes),
  });
  const [first, fourth, fifth] = [looks(1, 0), looks(4, 11), looks(5, 26)];
  const step = (one: OrderMessage, given: MissingLooks, isRecorded: boolean, receivesLeft = 15) =>
    secondsOf(afterNotFound(one, { looks: given, receivesLeft, isRecorded }) as FailureDecision);

  it("looks again for a while, and then dead-letters an order that is not stored", () => {
    for (const one of [message(undefined, "poll"), message(), message("store/order/created")])
      assert.deepEqual(
        [first, fourth, fifth].map((given) => step(one, given, false)),
        [60, 900, "dead-letter"],
      );
  });

  it("looks again for a while, and then archives a stored order", () => {
    assert.deepEqual(
      [first, fourth, fifth].map((given) => step(message("store/order/updated"), given, true)),
      [60, 900, "archive"],
    );
  });

  it("discards a change of an order that is not stored", () => {
    assert.equal(step(message("store/order/updated"), fifth, false), "discard");
  });

  it("leaves a stored order to people where no receive is left to look again", () => {
    assert.equal(step(message("store/order/updated"), first, true, 0), "dead-letter");
    assert.equal(step(message("store/order/updated"), fifth, true, 0), "archive");
    assert.equal(step(message("store/order/updated"), first, false, 0), "discard");
  });

  it("archives at once on BigCommerce's archived event", () => {
    assert.equal(step(message("store/order/archived"), first, true), "archive");
    assert.equal(step(message("store/order/archived"), first, false), "discard");
  });
});
