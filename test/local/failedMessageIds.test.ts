import assert from "node:assert/strict";
import { failedMessageIds } from "../../local/services/failedMessageIds";

const messageIds = ["a", "b"];
const failing = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("failedMessageIds", () => {
  const cases: readonly (readonly [title: string, response: unknown, failed: readonly string[]])[] =
    [
      ["nothing", undefined, []],
      ["null", null, []],
      ["an empty object", {}, []],
      ["null for a list", { batchItemFailures: null }, []],
      ["an empty list", failing(), []],
      ["one message", failing("b"), ["b"]],
      ["an empty id", failing(""), messageIds],
      ["no id", failing(null), messageIds],
      ["another key", { batchItemFailures: [{ id: "a" }] }, messageIds],
      ["a message of another batch", failing("a", "z"), messageIds],
      ["not a list", { batchItemFailures: "a" }, messageIds],
      ["a string", "done", messageIds],
    ];
  for (const [title, response, failed] of cases) {
    it(`fails ${failed.length === 0 ? "none" : failed.join(" and ")} when the response is ${title}`, () => {
      assert.deepEqual(failedMessageIds(response, { messageIds, partialResponses: true }), failed);
    });
  }

  it("fails none, whatever the response, if partial responses are not declared", () => {
    assert.deepEqual(failedMessageIds(failing("a"), { messageIds, partialResponses: false }), []);
  });
});
