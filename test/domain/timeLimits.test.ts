import assert from "node:assert/strict";
import { freshUntil, isFresh, leaseEnd, storeDeadline } from "../../domain/timeLimits";

const now = new Date("2026-11-21T10:00:00.000Z");

describe("isFresh", () => {
  it("trusts a read for ten seconds and no longer", () => {
    assert.equal(isFresh(new Date(now.getTime() - 10_000), now), true);
    assert.equal(isFresh(new Date(now.getTime() - 10_001), now), false);
    assert.equal(freshUntil(now).toISOString(), "2026-11-21T10:00:10.000Z");
  });
});

describe("leaseEnd", () => {
  it("outlasts a read's last fresh moment and the longest request after it", () => {
    assert.ok(leaseEnd(now).getTime() - now.getTime() > 10_000 + 15_000);
  });
});

describe("storeDeadline", () => {
  it("leaves an invocation ten seconds to settle messages, write rows and send alerts", () => {
    assert.equal(storeDeadline(now, 120_000).toISOString(), "2026-11-21T10:01:50.000Z");
  });
});
