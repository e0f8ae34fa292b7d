import assert from "node:assert/strict";
import { manualClock, realClock, skewedClock } from "../../simulator/clock";

describe("clock", () => {
  it("runs due tasks in order of time, and only when it is advanced", async () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    clock.schedule(20, () => void ran.push(`b at ${clock.now()}`));
    clock.schedule(10, () => void ran.push(`a at ${clock.now()}`));
    clock.schedule(31, () => void ran.push("too early"));
    await clock.advance(30);
    assert.deepEqual(ran, ["a at 10", "b at 20"]);
    assert.deepEqual([clock.now(), clock.pending()], [30, 1]);
  });

  it("runs tasks of the same time in the order they were scheduled, awaiting each", async () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    clock.schedule(5, async () => {
      await Promise.resolve();
      ran.push("first");
    });
    clock.schedule(5, () => void ran.push("second"));
    await clock.advance(5);
    assert.deepEqual(ran, ["first", "second"]);
  });

  it("runs tasks that due tasks schedule within the same advance", async () => {
    const clock = manualClock(0);
    let runs = 0;
    const again = (): void => {
      runs++;
      clock.schedule(clock.now() + 10, again);
    };
    clock.schedule(10, again);
    await clock.advance(100);
    assert.equal(runs, 10);
  });

  const threeWaits = async (clock: ReturnType<typeof manualClock>): Promise<number> => {
    for (let waits = 0; waits < 3; waits++) {
      await new Promise<void>((resolve) => void clock.schedule(clock.now() + 100, resolve));
      for (let turns = 0; turns < 20; turns++) await Promise.resolve();
    }
    return clock.now();
  };

  it("lets code that awaited a timer run before time advances further", async () => {
    const clock = manualClock(0);
    const done = threeWaits(clock);
    await clock.advance(1000);
    assert.equal(await done, 300);
  });

  it("advances until a promise settles, and no further", async () => {
    const clock = manualClock(0);
    clock.schedule(10_000, () => assert.fail("the promise settled before"));
    assert.equal(await clock.advanceUntil(threeWaits(clock)), 300);
    assert.equal(clock.now(), 300);
  });

  it("rejects when a promise is pending and no timer is left", async () => {
    await assert.rejects(
      manualClock(0).advanceUntil(new Promise(() => undefined)),
      /no timer of this clock/,
    );
    await assert.rejects(
      manualClock(0).advanceUntil(Promise.reject(new Error("own error"))),
      /own error/,
    );
  });

  it("does not run a cancelled task", async () => {
    const clock = manualClock(0);
    const cancel = clock.schedule(1, () => assert.fail("was cancelled"));
    cancel();
    await clock.advance(10);
  });

  it("shows the skewed time of another clock, and runs tasks by it", async () => {
    const clock = manualClock(0);
    for (const aheadMs of [90_000, -90_000]) {
      const begun = clock.now();
      const skewed = skewedClock(clock, aheadMs);
      assert.equal(skewed.now(), begun + aheadMs);
      let ranAt = NaN;
      skewed.schedule(skewed.now() + 10, () => void (ranAt = clock.now()));
      await clock.advance(20);
      assert.equal(ranAt, begun + 10);
    }
  });

  it("in real time runs a task at its time, and no cancelled task", async () => {
    const clock = realClock();
    const cancel = clock.schedule(clock.now() + 1, () => assert.fail("was cancelled"));
    cancel();
    const begun = clock.now();
    await new Promise<void>((resolve) => void clock.schedule(begun + 15, resolve));
    assert.ok(clock.now() - begun >= 14);
  });

  it("in real time does not fire early after Node's longest timer", () => {
    const clock = realClock();
    let fired = false;
    const cancel = clock.schedule(clock.now() + 2 ** 33, () => void (fired = true));
    assert.equal(fired, false);
    cancel();
  });
});
