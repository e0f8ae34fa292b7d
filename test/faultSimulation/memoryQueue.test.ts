import assert from "node:assert/strict";
import {
  memoryQueue,
  type MemoryQueueSettings,
} from "../../faultSimulation/service/memory/memoryQueue";

const aQueue = (over: Partial<MemoryQueueSettings> = {}) => {
  const time = { now: 0 };
  const queue = memoryQueue({
    now: () => time.now,
    random: () => 0,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 600,
    maxReceiveCount: 3,
    ...over,
  });
  return { queue, time };
};

describe("memoryQueue", () => {
  it("makes a message visible again after its visibility timeout", () => {
    const { queue, time } = aQueue();
    queue.send("a");
    assert.equal(queue.receive(10).length, 1);
    time.now = 29_999;
    assert.equal(queue.receive(10).length, 0);
    time.now = 30_000;
    assert.equal(queue.receive(10)[0]?.receiveCount, 2);
  });

  it("dead-letters a message that was received as often as allowed", () => {
    const { queue, time } = aQueue();
    queue.send("a");
    for (let n = 0; n < 3; n += 1) {
      assert.equal(queue.receive(10).length, 1);
      time.now += 30_000;
    }
    assert.equal(queue.receive(10).length, 0);
    assert.deepEqual(
      queue.deadLetters.map(({ body, reason }) => [body, reason.code]),
      [["a", "redrive"]],
    );
  });

  it("expires a message after its retention", () => {
    const { queue, time } = aQueue();
    queue.send("a");
    time.now = 600_000;
    assert.equal(queue.receive(10).length, 0);
    assert.deepEqual(
      queue.expired.map(({ body }) => body),
      ["a"],
    );
  });

  it("delivers a message twice if it is duplicated", () => {
    const { queue } = aQueue({ isDuplicated: () => true });
    queue.send("a");
    assert.deepEqual([queue.receive(1).length, queue.receive(1).length], [1, 1]);
  });

  it("returns when the next message is visible, and notifies of each change", () => {
    const { queue } = aQueue();
    let changes = 0;
    queue.onChange(() => void (changes += 1));
    assert.equal(queue.nextVisibleAt(), undefined);
    queue.send("late", 20);
    queue.send("later", 40);
    assert.deepEqual([queue.nextVisibleAt(), changes], [20_000, 2]);
  });
});
