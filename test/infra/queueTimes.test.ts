import assert from "node:assert/strict";
import fc from "fast-check";
import { queueTimes } from "../../infra/queueTimes";

/** The longest delays of rule 10: doubling from a minute to five hours, with 20 % of jitter. */
const retryScheduleSeconds = (receives: number): number => {
  let total = 0;
  for (let n = 1; n <= receives; n += 1) total += 1.2 * Math.min(60 * 2 ** (n - 1), 5 * 60 * 60);
  return total;
};

const anyLoad = fc.record({
  batchSize: fc.integer({ min: 1, max: 1000 }),
  maxReceiveCount: fc.integer({ min: 5, max: 40 }),
});

describe("queueTimes", () => {
  it("hides a message for six timeouts and the batching window, whatever the batch size", () => {
    fc.assert(
      fc.property(anyLoad, (load) => {
        const { visibilityTimeoutSeconds, functionTimeoutSeconds, batchingWindowSeconds } =
          queueTimes(load);
        assert.ok(visibilityTimeoutSeconds >= 6 * functionTimeoutSeconds + batchingWindowSeconds);
        assert.ok(visibilityTimeoutSeconds <= 12 * 60 * 60);
      }),
    );
  });

  it("retains messages beyond their last retry, and dead letters for longer", () => {
    fc.assert(
      fc.property(anyLoad, (load) => {
        const { retentionSeconds, deadLetterRetentionSeconds } = queueTimes(load);
        assert.ok(retentionSeconds > retryScheduleSeconds(load.maxReceiveCount));
        assert.ok(deadLetterRetentionSeconds > retentionSeconds);
        assert.ok(deadLetterRetentionSeconds <= 14 * 24 * 60 * 60);
      }),
    );
  });

  it("gives a function one second per message, up to Lambda's maximum", () => {
    const timeouts = [1, 120, 121, 900, 1000].map(
      (batchSize) => queueTimes({ batchSize, maxReceiveCount: 20 }).functionTimeoutSeconds,
    );
    assert.deepEqual(timeouts, [120, 120, 121, 900, 900]);
  });

  it("has a batching window only above 10 messages, where AWS requires one", () => {
    const windows = [1, 10, 11, 1000].map(
      (batchSize) => queueTimes({ batchSize, maxReceiveCount: 20 }).batchingWindowSeconds,
    );
    assert.deepEqual(windows, [0, 0, 1, 1]);
  });
});
