import assert from "node:assert/strict";
import fc from "fast-check";
import { matches, matchesArn } from "../../../local/access/wildcards";

/** A second implementation, straight from the definition. */
const matchesByDefinition = (pattern: string, text: string): boolean => {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern.startsWith("*")) {
    return (
      matchesByDefinition(rest, text) ||
      (text !== "" && matchesByDefinition(pattern, text.slice(1)))
    );
  }
  return (
    text !== "" && ["?", text[0]].includes(pattern[0]) && matchesByDefinition(rest, text.slice(1))
  );
};

const lettersOf = (...units: readonly string[]) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });

describe("matches", () => {
  it("matches * with any run of characters, ? with any one, and all else literally", () => {
    fc.assert(
      fc.property(lettersOf("a", "b", ".", "*", "?"), lettersOf("a", "b", "."), (pattern, text) => {
        assert.equal(matches(pattern, text), matchesByDefinition(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("matches a pattern without wildcards with itself only", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(!/[*?]/.test(one));
        assert.equal(matches(one, other), one === other);
      }),
    );
  });
});

describe("matchesArn", () => {
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
    it(`${expected ? "matches" : "does not match"} ${arn} with ${pattern}`, () => {
      assert.equal(matchesArn(pattern, arn), expected);
    });
  }
});
