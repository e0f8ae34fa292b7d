import assert from "node:assert/strict";
import { ExactNumber } from "../../domain/exactNumber";
import { parseJson, stringifyJson } from "../../domain/parseJson";

describe("parseJson", () => {
  const plain: readonly (readonly [string, number])[] = [
    ["0", 0],
    ["-1.50", -1.5],
    ["1e5", 100_000],
    ["1.10000000000000000000", 1.1],
    ["0.30000000000000004", 0.30000000000000004],
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991.0", -9007199254740991],
    ["1E-7", 1e-7],
    ["0.00000000000000000000", 0],
    ["1e-140", 1e-140],
  ];
  for (const [text, value] of plain) {
    it(`a number that a JavaScript number equals is a number: ${text}`, () => {
      assert.deepEqual(parseJson(`{"a":[${text}]}`), { a: [value] });
    });
  }

  const exact = [
    "576461413038785752",
    "-9007199254740993",
    "9007199254740992",
    "0.12345678901234567890",
    "12345678901234567890123456789012345678",
    "1e400",
    "1E+20",
    "-1e-400",
    "0.1234567890123456789e-3",
  ];
  for (const text of exact) {
    it(`any other number keeps its digits, wherever it stands: ${text}`, () => {
      const number = new ExactNumber(text);
      assert.deepEqual(parseJson(text), number);
      assert.deepEqual(parseJson(`\uFEFF[ ${text},{"a" : ${text}}]`), [number, { a: number }]);
      assert.equal(stringifyJson(parseJson(`{"a":[1,${text}]}`)), `{"a":[1,${text}]}`);
    });
  }

  it("reads names, texts and repeated names as JSON.parse does, beside a long number", () => {
    const rest = String.raw`"":1,"__proto__":{"a":2},"toString":null,"t":"\u0000\ud800 ,12345678901234567","t2":"é","d":1,"d":{"x":[]}`;
    const { n, ...fields } = parseJson(`{"n":1e30,${rest}}`) as Readonly<Record<string, unknown>>;
    assert.deepEqual(n, new ExactNumber("1e30"));
    assert.deepEqual(Object.entries(fields), Object.entries(JSON.parse(`{${rest}}`) as object));
  });

  it("what is not JSON is undefined, beside a long number too", () => {
    for (const text of ["", "{", "<p>", "[1e30", "[1e30,]", "[01e30]", "1e30 x", "NaN"])
      assert.equal(parseJson(text), undefined, text);
  });

  it("a long text without long numbers takes linear time", () => {
    const text = JSON.stringify([
      " ".repeat(2_000_000),
      "[".repeat(1_000_000),
      ",1".repeat(500_000),
    ]);
    assert.deepEqual(parseJson(text), JSON.parse(text));
    assert.equal(parseJson(`[${" ".repeat(2_000_000)}`), undefined);
  });
});
