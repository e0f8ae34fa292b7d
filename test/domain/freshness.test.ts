import assert from "node:assert/strict";
import { leaseEnd, freshUntil, isFresh } from "../../domain/freshness";

const now = new Date("2026-11-21T10:00:00Z");

describe("isFresh", () => {
  it("trusts a reading for ten seconds and no longer", () => {
    assert.equal(isFresh(new Date(now.getTime() - 10_000), now), true);
    assert.equal(isFresh(new Date(now.getTime() - 10_001), now), false);
    assert.equal(freshUntil(now).toISOString(), "2026-11-21T10:00:10.000Z");
  });
});

describe("claimEnd", () => {
  it("outlasts a reading's last fresh moment and the longest request after it", () => {
    assert.ok(leaseEnd(now).getTime() - now.getTime() > 10_000 + 15_000);
  });
});
