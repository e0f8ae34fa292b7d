import assert from "node:assert/strict";
import { NumberValue } from "@aws-sdk/lib-dynamodb";
import { toAttribute, toAttributeJson } from "../../adapters/attributeValue";
import { parseJson } from "../../domain/parseJson";

const attributeOf = (text: string) => toAttribute(parseJson(text));

describe("toAttribute", () => {
  const nines = "9".repeat(38);
  for (const text of [
    "576461413038785752",
    "0.12345678901234567890",
    nines,
    `${nines}000`,
    "1e-130",
    `9.${"9".repeat(37)}e125`,
    `-${"1".repeat(20)}`,
  ]) {
    it(`a number of up to 38 digits within DynamoDB's range is a number: ${text}`, () => {
      const attribute = attributeOf(text);
      assert.equal(
        attribute instanceof NumberValue ? String(attribute) : attribute,
        attribute instanceof NumberValue ? text : Number(text),
      );
    });
  }

  for (const text of [`${nines}1`, `0.1${nines}`, "1e126", "-1E+126", "1e-131", "1e-140"]) {
    it(`a number that DynamoDB refuses is its text: ${text}`, () => {
      assert.equal(attributeOf(text), text);
    });
  }

  it("a value that every table holds is unchanged", () => {
    const value = { a: [null, true, "\u0000 é 😀", 0, -1.5], constructor: { toString: "" } };
    assert.deepEqual(toAttribute(value), value);
  });

  it("an empty name, and one that the SDK loses, is its JSON text", () => {
    assert.deepEqual(attributeOf('{"":1,"__proto__":{"":2}}'), {
      '""': 1,
      '"__proto__"': { '""': 2 },
    });
  });

  it("an unpaired surrogate, which UTF-8 lacks, becomes the replacement character", () => {
    assert.deepEqual(attributeOf(String.raw`{"\udfff":"a\ud800\ud83d\ude00"}`), {
      "\uFFFD": "a\uFFFD😀",
    });
  });

  it("what lies deeper than DynamoDB's 32 levels is its JSON text, with all digits", () => {
    const deepest = '{"a":[1e30]}';
    const nested = (levels: number) => `${"[".repeat(levels)}${deepest}${"]".repeat(levels)}`;
    assert.deepEqual(
      JSON.stringify(attributeOf(nested(31))),
      `${"[".repeat(31)}${JSON.stringify(deepest)}${"]".repeat(31)}`,
    );
    assert.equal(typeof attributeOf(nested(3)), "object");
  });
});

describe("toAttributeJson", () => {
  it("is the JSON of the attribute, with the digits of each number", () => {
    const text = '{"":[1,576461413038785752,1e-140]}';
    assert.equal(
      toAttributeJson(parseJson(text)),
      String.raw`{"\"\"":[1,576461413038785752,"1e-140"]}`,
    );
  });
});
