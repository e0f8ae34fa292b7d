import assert from "node:assert/strict";
import type { Subscriptions } from "../../ports";

/** The contract of any count of subscriptions. `make` returns one whose first topic has two and whose second has none. */
export const describeSubscriptions = (name: string, make: () => Promise<Subscriptions>): void => {
  describe(`${name}, as a count of subscriptions`, () => {
    it("counts the confirmed subscriptions of each topic", async () => {
      const subscriptions = await make();
      assert.equal(await subscriptions.countConfirmed("application-errors"), 2);
      assert.equal(await subscriptions.countConfirmed("dead-letters"), 0);
    });
  });
};
