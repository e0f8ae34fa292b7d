import assert from "node:assert/strict";
import {
  closed,
  isProbeDue,
  isStoreTrouble,
  opened,
  probing,
  waitingForStore,
} from "../../domain/circuit";
import { Failure } from "../../domain/failure";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 10) + minutes * 60_000);
const down = new Failure("store.unavailable", "GET /v2/orders was answered 503");

describe("the store's circuit", () => {
  it("opens for what every request meets, and for no order's own failure", () => {
    const isTrouble = (code: Failure["code"], context = {}) =>
      isStoreTrouble(new Failure(code, "x", context));
    for (const code of ["store.unavailable", "store.throttled", "store.unauthorized"] as const)
      assert.equal(isTrouble(code), true, code);
    assert.equal(isTrouble("store.rejected", { httpStatus: 404 }), true);
    assert.equal(isTrouble("store.rejected", { httpStatus: 422 }), false);
    assert.equal(isTrouble("store.unavailable", { isUnsent: true }), false);
    for (const code of ["payload.invalid", "order.missing", "aws.failed"] as const)
      assert.equal(isTrouble(code), false, code);
  });

  it("is probed after 15 seconds, 1, 2, 4, 8, 15 and then every 30 minutes, and keeps when it opened", () => {
    let circuit = opened(undefined, down, at(0));
    const waits: number[] = [];
    for (let probes = 0, minutes = 0; probes < 7; probes += 1) {
      const probeAt = (Date.parse(circuit.probeAt) - at(0).getTime()) / 60_000;
      waits.push(probeAt - minutes);
      minutes = probeAt;
      circuit = opened(circuit, down, at(minutes));
    }
    assert.deepEqual(waits, [0.25, 1, 2, 4, 8, 15, 30]);
    assert.equal(circuit.trouble?.since, at(0).toISOString());
    assert.equal(circuit.trouble?.failedProbes, 7);
  });

  it("is probed by one invocation, and by another one only if that one ends without a word", () => {
    const circuit = opened(undefined, down, at(0));
    assert.deepEqual([isProbeDue(circuit, at(0)), isProbeDue(circuit, at(1))], [false, true]);
    const claimed = probing(circuit, at(1));
    assert.deepEqual([isProbeDue(claimed, at(3)), isProbeDue(claimed, at(4))], [false, true]);
    assert.deepEqual(claimed.trouble, circuit.trouble);
    assert.equal(closed(at(1)).trouble, undefined);
  });

  it("says since when the store is waited for, and until when to wait", () => {
    const { trouble, probeAt } = opened(undefined, down, at(0));
    assert.ok(trouble);
    const { code, message, isUnsent, retryAfterMs } = waitingForStore(trouble, probeAt, at(0));
    assert.deepEqual([code, isUnsent, retryAfterMs], ["store.unavailable", true, 15_000]);
    assert.equal(
      message,
      "Waiting for the store since 2026-11-21T10:00:00.000Z: GET /v2/orders was answered 503",
    );
  });
});
