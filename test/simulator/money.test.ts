import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, allocate } from "../../simulator/money";

describe("money", () => {
  it("is written with 4 places, whatever its sign", () => {
    assert.deepEqual([0, 5, 36195, -250].map(decimal), ["0.0000", "0.0500", "361.9500", "-2.5000"]);
  });

  it("shared over weights adds up to the cent, and nobody gets more than a cent too much", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), weights, (amount, parts) => {
        const shares = allocate(amount, parts);
        const total = parts.reduce((sum, part) => sum + part, 0);
        assert.equal(
          shares.reduce((sum, each) => sum + each, 0),
          amount,
        );
        shares.forEach((each, place) => {
          assert.ok(Math.abs(each - (amount * (parts[place] ?? 0)) / total) <= 1);
        });
      }),
    );
  });

  it("shared over nothing gives nothing", () => assert.deepEqual(allocate(0, [0, 0]), [0, 0]));
});
