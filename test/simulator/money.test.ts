import assert from "node:assert/strict";
import fc from "fast-check";
import { allocate, decimal } from "../../simulator/money";

describe("money", () => {
  it("is formatted with 4 decimal places, also when negative", () => {
    assert.deepEqual([0, 5, 36195, -250].map(decimal), ["0.0000", "0.0500", "361.9500", "-2.5000"]);
  });

  it("allocated by weights adds up exactly, each share within a cent of its proportion", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), weights, (amount, parts) => {
        const shares = allocate(amount, parts);
        const total = parts.reduce((sum, part) => sum + part, 0);
        assert.equal(
          shares.reduce((sum, each) => sum + each, 0),
          amount,
        );
        shares.forEach((each, index) => {
          assert.ok(Math.abs(each - (amount * (parts[index] ?? 0)) / total) <= 1);
        });
      }),
    );
  });

  it("allocated by zero weights gives zeros", () => assert.deepEqual(allocate(0, [0, 0]), [0, 0]));
});
