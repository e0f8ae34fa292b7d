import assert from "node:assert/strict";
import { ofType, onEveryStack, only, parsedJson, types } from "../support/recordedStack";

const statementsOf = (policy: unknown): unknown =>
  (parsedJson(policy) as { Statement: unknown }).Statement;

describe("policies", () => {
  onEveryStack((recorded) => {
    it("let three services invoke one function each", () => {
      const permissions = ofType(recorded(), types.permission);
      assert.deepEqual(permissions.map(({ inputs }) => inputs.principal).sort(), [
        "apigateway.amazonaws.com",
        "events.amazonaws.com",
        "sqs.amazonaws.com",
      ]);
    });

    it("let only alarms of the same account publish to a topic", () => {
      for (const topic of ofType(recorded(), types.topic)) {
        const { arn, policy } = only(recorded(), types.topicPolicy, topic.name).inputs;
        assert.equal(arn, topic.state.arn);
        assert.deepEqual(statementsOf(policy), [
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.state.arn,
            Condition: {
              StringEquals: { "aws:SourceAccount": "000000000000" },
              ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:*" },
            },
          },
        ]);
      }
    });
  });
});
