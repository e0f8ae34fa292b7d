import assert from "node:assert/strict";
import fc from "fast-check";
import { matches, matchesArn } from "../../../local/access/wildcards";

/** The grammar once more, as slowly as it reads. */
const fitsByDefinition = (pattern: string, text: string): boolean => {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern.startsWith("*")) {
    return (
      fitsByDefinition(rest, text) || (text !== "" && fitsByDefinition(pattern, text.slice(1)))
    );
  }
  return (
    text !== "" && ["?", text[0]].includes(pattern[0]) && fitsByDefinition(rest, text.slice(1))
  );
};

const lettersOf = (...units: readonly string[]) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });

describe("fits", () => {
  it("takes * for any run of characters, ? for any one, and all else for itself", () => {
    fc.assert(
      fc.property(lettersOf("a", "b", ".", "*", "?"), lettersOf("a", "b", "."), (pattern, text) => {
        assert.equal(matches(pattern, text), fitsByDefinition(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("knows a text without wildcards from every other", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(!/[*?]/.test(one));
        assert.equal(matches(one, other), one === other);
      }),
    );
  });
});

describe("fitsArn", () => {
  const queue = "arn:aws:sqs:us-east-1:111122223333:orders-1a2b";
  const cases: readonly (readonly [pattern: string, arn: string, expected: boolean])[] = [
    ["*", queue, true],
    [queue, queue, true],
    ["arn:aws:sqs:us-east-1:111122223333:orders-*", queue, true],
    ["arn:aws:sqs:*:111122223333:orders-????", queue, true],
    ["arn:aws:sqs:us-east-1:111122223333:orders", queue, false],
    ["arn:aws:sqs:us-east-1:999999999999:orders-*", queue, false],
    ["arn:aws:sqs:us-east-1:*:dead-*", queue, false],
    ["arn:aws:s*:us-east-1:111122223333", queue, false],
    ["arn:aws:*:orders-1a2b:::", queue, false],
    ["arn:aws:logs:r:1:log-group:x:*", "arn:aws:logs:r:1:log-group:x:log-stream:y", true],
    ["arn:aws:logs:r:1:log-group:x:*", "arn:aws:logs:r:1:log-group:xy:log-stream:y", false],
  ];
  for (const [pattern, arn, expected] of cases) {
    it(`${expected ? "finds" : "does not find"} ${arn} in ${pattern}`, () => {
      assert.equal(matchesArn(pattern, arn), expected);
    });
  }
});
