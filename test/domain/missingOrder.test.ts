import assert from "node:assert/strict";
import { isGone, type MissingLooks, nextLookSeconds, withLook } from "../../domain/missingOrder";

const at = (minute: number, second = 0): Date =>
  new Date(Date.UTC(2026, 10, 21, 10, minute, second));

/** A series of looks at these minutes. */
const looksAt = (...minutes: readonly number[]): MissingLooks | undefined => {
  let looks: MissingLooks | undefined;
  for (const minute of minutes) looks = withLook(looks, at(minute));
  return looks;
};

describe("withLook", () => {
  it("counts looks that are a minute apart", () => {
    const [firstAt, lastAt] = [at(0).toISOString(), at(4).toISOString()];
    assert.deepEqual(looksAt(0, 1, 4), { count: 3, firstAt, lastAt });
  });

  it("does not count a look soon after another, as other messages about the order cause", () => {
    const known = looksAt(0, 1);
    for (const second of [0, 1, 54]) assert.equal(withLook(known, at(1, second)), known);
    assert.equal(withLook(known, at(1, 55)).count, 3, "clocks differ by seconds");
  });

  it("begins anew after an hour without a look", () => {
    assert.equal(withLook(looksAt(0, 1, 4), at(64)).count, 4);
    assert.deepEqual(withLook(looksAt(0, 1, 4), at(65)), looksAt(65));
  });

  it("begins anew after the order was read", () => {
    const known = looksAt(10, 11, 14);
    assert.deepEqual(withLook(known, at(21), at(11).toISOString()), looksAt(21));
    assert.equal(withLook(known, at(21), at(10).toISOString()).count, 4);
  });
});

describe("isGone", () => {
  const cases: [title: string, minutes: number[], gone: boolean][] = [
    ["one look", [0], false],
    ["four looks of eleven minutes", [0, 1, 4, 11], false],
    ["five looks of 26 minutes", [0, 1, 4, 11, 26], true],
    ["two looks, however far apart", [0, 30], false],
    ["three looks of 26 minutes", [0, 13, 26], true],
    ["many looks of 25 minutes", Array.from({ length: 26 }, (_, n) => n), false],
  ];
  for (const [title, minutes, gone] of cases)
    it(`is ${gone} after ${title}`, () => {
      assert.equal(isGone(looksAt(...minutes) as MissingLooks), gone);
    });
});

describe("nextLookSeconds", () => {
  const minutesAfter = (looks: readonly number[], receivesLeft: number) => {
    const seconds = nextLookSeconds(looksAt(...looks) as MissingLooks, receivesLeft);
    return seconds === undefined ? undefined : seconds / 60;
  };

  it("is 1, 3, 7 and 15 minutes after the looks", () => {
    const series = [[0], [0, 1], [0, 1, 4], [0, 1, 4, 11]];
    assert.deepEqual(
      series.map((looks) => minutesAfter(looks, 10)),
      [1, 3, 7, 15],
    );
  });

  it("is the rest of the time where looks of several messages were counted sooner", () => {
    assert.equal(minutesAfter([0, 1, 2, 3, 4, 5], 10), 21);
    assert.equal(minutesAfter([0, 1, 2, 3, 4, 26], 10), 1);
  });

  it("spreads the receives that are left, and is undefined when none is", () => {
    assert.deepEqual(
      [minutesAfter([0], 3), minutesAfter([0], 2), minutesAfter([0, 13], 1)].map((minutes) =>
        Math.ceil(minutes ?? 0),
      ),
      [9, 13, 13],
    );
    assert.deepEqual([minutesAfter([0], 4), minutesAfter([0, 1, 4, 11], 1)], [1, 15]);
    assert.equal(minutesAfter([0], 0), undefined);
  });
});
