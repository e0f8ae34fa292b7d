import assert from "node:assert/strict";
import { virtualClock } from "../../faultSimulation/engine/virtualClock";

describe("virtualClock", () => {
  it("runs due events in order of time, and in order of scheduling at equal times", async () => {
    const clock = virtualClock(0);
    const done: string[] = [];
    const times = [30, 10, 20, 10, 5, 40, 10];
    times.forEach((at, n) => clock.schedule(at, () => void done.push(`${at}/${n}`)));
    await clock.runUntil(30);
    assert.deepEqual(done, ["5/4", "10/1", "10/3", "10/6", "20/2", "30/0"]);
    assert.equal(clock.now(), 30);
  });

  it("drains the microtasks of an event before the next event", async () => {
    const clock = virtualClock(0);
    const done: string[] = [];
    clock.schedule(1, async () => {
      for (let n = 0; n < 20; n += 1) await Promise.resolve();
      done.push("first");
    });
    clock.schedule(2, () => void done.push("second"));
    await clock.runUntil(2);
    assert.deepEqual(done, ["first", "second"]);
  });

  it("runs other events while one waits", async () => {
    const clock = virtualClock(0);
    const done: string[] = [];
    clock.schedule(1, async () => {
      await clock.wait(10);
      done.push(`waited until ${clock.now()}`);
    });
    clock.schedule(5, () => void done.push("meanwhile"));
    await clock.runUntil(100);
    assert.deepEqual(done, ["meanwhile", "waited until 11"]);
  });

  it("skips cancelled events, and runs overdue events at once", async () => {
    const clock = virtualClock(100);
    const done: number[] = [];
    clock.schedule(110, () => void done.push(1))();
    clock.schedule(50, () => void done.push(clock.now()));
    await clock.runUntil(200);
    assert.deepEqual(done, [100]);
  });

  it("rejects with the error of an event that fails", async () => {
    const clock = virtualClock(0);
    clock.schedule(1, async () => {
      throw new Error("broken");
    });
    await assert.rejects(clock.runUntil(2), /broken/);
  });
});
