import assert from "node:assert/strict";
import {
  type ArchiveSweep,
  compareListed,
  newArchiveSweep,
  slicePages,
} from "../../domain/archiveSweep";

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe("slicePages", () => {
  const cases: readonly (readonly [orders: number, minutes: number, expected: number])[] = [
    [0, 120, 1],
    [250, 120, 1],
    [100_000, 15, 6],
    [100_000, 120, 45],
    [20_000, 1440, 81],
    [10_000_000, 120, 100],
  ];
  for (const [orders, minutes, expected] of cases)
    it(`covers ${orders} orders a day by ${expected} requests every ${minutes} minutes, a hundred at most`, () =>
      assert.equal(slicePages(orders, minutes), expected));
});

describe("compareListed", () => {
  it("looks up the ids that a page lacks, and goes on after the page", () => {
    const sweep: ArchiveSweep = { afterId: 1_000, firstId: 100, highestId: 2_000 };
    const step = compareListed(sweep, { ids: [1_001, 1_004], lastId: 1_004 }, 10_000);
    assert.deepEqual(step, {
      unlisted: [1_002, 1_003],
      next: { afterId: 1_004, firstId: 100, highestId: 2_000 },
      isRoundOver: false,
    });
  });

  it("begins the first round 250 ids below the first listed order", () => {
    const step = compareListed(newArchiveSweep, { ids: [5_000], lastId: 5_000 }, 10_000);
    assert.deepEqual(step.unlisted, range(4_750, 4_999));
    assert.deepEqual(step.next, { afterId: 5_000, firstId: 5_000, highestId: 5_000 });
  });

  it("begins every round there, also once that order is archived", () => {
    const sweep = { afterId: 0, firstId: 5_000, highestId: 6_000 };
    const { unlisted } = compareListed(sweep, { ids: [5_003], lastId: 5_003 }, 10_000);
    assert.deepEqual(unlisted, range(4_750, 5_002));
  });

  it("ends a round 250 ids above the highest id ever listed", () => {
    const sweep = { afterId: 900, firstId: 100, highestId: 1_000 };
    const step = compareListed(sweep, { ids: [901], lastId: undefined }, 10_000);
    assert.deepEqual(step.unlisted, range(902, 1_250));
    assert.deepEqual([step.next.afterId, step.isRoundOver], [0, true]);
  });

  it("goes over all ids of a store that lists nothing any more", () => {
    const sweep = { afterId: 0, firstId: 300, highestId: 400 };
    const step = compareListed(sweep, { ids: [], lastId: undefined }, 10_000);
    assert.deepEqual([step.unlisted, step.isRoundOver], [range(50, 650), true]);
  });

  it("goes on within a gap that takes more lookups than are left", () => {
    const sweep = { afterId: 100, firstId: 100, highestId: 9_000 };
    const first = compareListed(sweep, { ids: [9_000], lastId: 9_000 }, 50);
    assert.deepEqual(first.unlisted, range(101, 150));
    assert.deepEqual([first.next.afterId, first.isRoundOver], [150, false]);
    const end = compareListed({ ...sweep, afterId: 9_000 }, { ids: [], lastId: undefined }, 50);
    assert.deepEqual([end.next.afterId, end.isRoundOver], [9_050, false]);
  });
});
