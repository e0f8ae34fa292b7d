import assert from "node:assert/strict";
import type { OwnEvents } from "../../ports";

/** What any memory of echoes must do. `make` gives an empty one. */
export const describeOwnEvents = (name: string, make: () => Promise<OwnEvents>): void => {
  describe(`${name}, as a memory of echoes`, () => {
    let echoes: OwnEvents;
    beforeEach(async () => {
      echoes = await make();
    });

    it("gives an order's echo to the first message that asks, however often it asks", async () => {
      assert.equal(await echoes.claim(100, "first"), true);
      assert.equal(await echoes.claim(100, "second"), false);
      assert.equal(await echoes.claim(100, "first"), true);
    });

    it("keeps an echo for each order", async () => {
      assert.equal(await echoes.claim(100, "one"), true);
      assert.equal(await echoes.claim(101, "one"), true);
      assert.equal(await echoes.claim(101, "two"), false);
    });
  });
};
