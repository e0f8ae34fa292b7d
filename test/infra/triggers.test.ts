import assert from "node:assert/strict";
import { ofType, onEveryStack, only, parsedJson, types } from "../support/recordedStack";
import { settingOf } from "../support/stackFiles";

interface Swagger {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

describe("triggers", () => {
  onEveryStack((recorded) => {
    it("run the poll at the interval of the stack file", () => {
      const rule = only(recorded(), types.eventRule, "poll-orders");
      const target = only(recorded(), types.eventTarget, "poll-orders").inputs;
      const poll = only(recorded(), types.function, "poll-orders");
      const minutes = settingOf(recorded().stack, "pollIntervalMinutes");
      assert.equal(rule.inputs.scheduleExpression, `rate(${minutes} minutes)`);
      assert.deepEqual([target.rule, target.arn], [rule.state.name, poll.state.arn]);
      const { variables } = poll.inputs.environment as { variables: Record<string, string> };
      assert.equal(variables.POLL_INTERVAL_MINUTES, minutes);
    });

    it("route one path and method to receiveWebhook", () => {
      const { inputs } = only(recorded(), types.restApi, "webhooks");
      const { paths } = parsedJson(inputs.body) as Swagger;
      assert.deepEqual(Object.keys(paths), ["/cart-converted"]);
      assert.deepEqual(Object.keys(paths["/cart-converted"]!), ["post"]);
      const receiver = only(recorded(), types.function, "receive-webhook").state;
      assert.ok(JSON.stringify(paths).includes(`${String(receiver.arn)}/invocations`));
      assert.deepEqual(inputs.binaryMediaTypes, ["*/*"]);
      assert.deepEqual(inputs.endpointConfiguration, { types: "REGIONAL" });
    });

    it("throttle webhooks to 100 a second, with bursts of 200", () => {
      const stage = only(recorded(), types.stage, "webhooks");
      const { inputs } = only(recorded(), types.methodSettings, "webhooks");
      assert.deepEqual(inputs, {
        restApi: only(recorded(), types.restApi, "webhooks").id,
        stageName: stage.inputs.stageName,
        methodPath: "*/*",
        settings: { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
      });
    });

    it("are exactly three", () => {
      assert.equal(ofType(recorded(), types.permission).length, 3);
      assert.equal(ofType(recorded(), types.mapping).length, 1);
    });
  });
});
