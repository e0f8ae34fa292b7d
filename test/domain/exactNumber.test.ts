import assert from "node:assert/strict";
import { amountOf, decimalOf, ExactNumber, spellingOf } from "../../domain/exactNumber";

describe("an exact number", () => {
  it("is worth the nearest JavaScript number, and throws for no text of a number", () => {
    const worth = ["576461413038785752", "1e400", "-1e-400"].map((text) =>
      Number(new ExactNumber(text)),
    );
    assert.deepEqual(worth, [576461413038785800, Infinity, -0]);
  });

  it("has one spelling, whatever zeros and exponent it was written with", () => {
    const spellings = ["1200", "12e2", "0.0012E+6", "1200.000"].map(spellingOf);
    assert.deepEqual(new Set(spellings), new Set(["12e3"]));
    assert.deepEqual(["0", "-0.00", "0e9", "-12", "x"].map(spellingOf), [
      "0e0",
      "0e0",
      "0e0",
      "-12e1",
      undefined,
    ]);
  });

  it("counts significant digits alone", () => {
    assert.deepEqual(decimalOf(`-0.00${"1".repeat(38)}000`), {
      isNegative: true,
      digits: "1".repeat(38),
      exponent: -3,
    });
  });
});

describe("amountOf", () => {
  it("is not a number for what is neither a number nor a text, and never throws", () => {
    assert.deepEqual(
      [5, "5.10", null, new ExactNumber("1e400"), { toString: 1, valueOf: 1 }, [5]].map(amountOf),
      [5, 5.1, 0, Infinity, NaN, NaN],
    );
  });
});
