import assert from "node:assert/strict";
import fc from "fast-check";
import { queueTimes } from "../../infra/queueTimes";

/** Every wait of rule 10 at its longest: doubling from a minute to five hours, a fifth of jitter. */
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

  it("keeps messages beyond their last retry, and dead letters beyond that", () => {
    fc.assert(
      fc.property(anyLoad, (load) => {
        const { retentionSeconds, deadLetterRetentionSeconds } = queueTimes(load);
        assert.ok(retentionSeconds > retryScheduleSeconds(load.maxReceiveCount));
        assert.ok(deadLetterRetentionSeconds > retentionSeconds);
        assert.ok(deadLetterRetentionSeconds <= 14 * 24 * 60 * 60);
      }),
    );
  });

  it("gives a function a second for each message, within what Lambda allows", () => {
    const timeouts = [1, 120, 121, 900, 1000].map(
      (batchSize) => queueTimes({ batchSize, maxReceiveCount: 20 }).functionTimeoutSeconds,
    );
    assert.deepEqual(timeouts, [120, 120, 121, 900, 900]);
  });

  it("waits for a fuller batch only where AWS demands it, above 10 messages", () => {
    const windows = [1, 10, 11, 1000].map(
      (batchSize) => queueTimes({ batchSize, maxReceiveCount: 20 }).batchingWindowSeconds,
    );
    assert.deepEqual(windows, [0, 0, 1, 1]);
  });
});
