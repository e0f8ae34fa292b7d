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

    it("use no key that alarms cannot use", () => {
      for (const { inputs } of ofType(recorded(), types.topic)) {
        assert.notEqual(inputs.kmsMasterKeyId, "alias/aws/sns");
      }
    });

    it("tell when a dead letter has been visible for a minute, and when none is left", () => {
      const { arn } = only(recorded(), types.topic, "dead-letters").state;
      const { name } = only(recorded(), types.queue, "orders-dead-letters").state;
      const { inputs } = only(recorded(), types.alarm, "dead-letters");
      assert.equal(typeof inputs.alarmDescription, "string");
      assert.deepEqual(
        { ...inputs, alarmDescription: undefined, tags: undefined },
        {
          alarmDescription: undefined,
          tags: undefined,
          namespace: "AWS/SQS",
          metricName: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: name },
          statistic: "Maximum",
          period: 60,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          threshold: 0,
          treatMissingData: "notBreaching",
          alarmActions: [arn],
          okActions: [arn],
        },
      );
    });
  });
});
