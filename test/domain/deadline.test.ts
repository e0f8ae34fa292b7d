import assert from "node:assert/strict";
import { storeDeadline } from "../../domain/deadline";

describe("storeDeadline", () => {
  it("leaves an invocation five seconds to give back, record and tell", () => {
    const now = new Date("2026-11-21T10:00:00.000Z");
    assert.equal(storeDeadline(now, 120_000).toISOString(), "2026-11-21T10:01:55.000Z");
  });
});
