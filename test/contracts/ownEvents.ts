import assert from "node:assert/strict";
import type { OwnEvents } from "../../ports";

/** The contract of any store of own events. `make` returns an empty one. */
export const describeOwnEvents = (name: string, make: () => Promise<OwnEvents>): void => {
  describe(`${name}, as a store of own events`, () => {
    let ownEvents: OwnEvents;
    beforeEach(async () => {
      ownEvents = await make();
    });

    it("grants an order's own event to the first trace id that claims it, idempotently", async () => {
      assert.equal(await ownEvents.claim(100, "first"), true);
      assert.equal(await ownEvents.claim(100, "second"), false);
      assert.equal(await ownEvents.claim(100, "first"), true);
    });

    it("grants one own event per order", async () => {
      assert.equal(await ownEvents.claim(100, "one"), true);
      assert.equal(await ownEvents.claim(101, "one"), true);
      assert.equal(await ownEvents.claim(101, "two"), false);
    });
  });
};
