import assert from "node:assert/strict";
import type { MissingOrders } from "../../ports";

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 10, minute));

/** The contract of any count of looks for missing orders. `make` returns an empty one. */
export const describeMissingOrders = (name: string, make: () => Promise<MissingOrders>): void => {
  describe(`${name}, as a count of looks for missing orders`, () => {
    let missing: MissingOrders;
    beforeEach(async () => {
      missing = await make();
    });

    it("counts the looks for each order", async () => {
      const firstAt = at(0).toISOString();
      const first = { count: 1, firstAt, lastAt: firstAt };
      assert.deepEqual(await missing.countLook(100, { at: at(0) }), first);
      const second = { count: 2, firstAt, lastAt: at(1).toISOString() };
      assert.deepEqual(await missing.countLook(100, { at: at(1) }), second);
      assert.deepEqual(await missing.countLook(100, { at: at(1) }), second, "the same look");
      assert.equal((await missing.countLook(101, { at: at(1) })).count, 1);
    });

    it("counts anew once the order was found", async () => {
      await missing.countLook(100, { at: at(0) });
      const foundAt = at(1).toISOString();
      assert.equal((await missing.countLook(100, { at: at(2), foundAt })).count, 1);
    });

    it("counts one look of several at the same moment", async () => {
      await missing.countLook(100, { at: at(0) });
      await Promise.all([1, 1, 1].map((minute) => missing.countLook(100, { at: at(minute) })));
      assert.equal((await missing.countLook(100, { at: at(4) })).count, 3);
    });
  });
};
