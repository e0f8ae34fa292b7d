import assert from "node:assert/strict";
import { ofType, onEveryStack, only, types } from "../support/recordedStack";

describe("alerts", () => {
  onEveryStack((recorded) => {
    it("reach the owner by e-mail from both topics", () => {
      const topics = ofType(recorded(), types.topic);
      assert.deepEqual(topics.map(({ name }) => name).sort(), [
        "application-errors",
        "dead-letters",
      ]);
      for (const { name, state } of topics) {
        const { topic, protocol, endpoint } = only(
          recorded(),
          types.subscription,
          `${name}-email`,
        ).inputs;
        assert.deepEqual([topic, protocol, endpoint], [state.arn, "email", "owner@example.com"]);
      }
    });
  });
});
