import assert from "node:assert/strict";
import type { DeclaredStack } from "../../local/declareStack";
import { onEveryStack, only, parsedJson, types } from "../support/recordedStack";

interface QueueInputs {
  readonly messageRetentionSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly redrivePolicy: string;
}

interface MappingInputs {
  readonly batchSize: number;
  readonly maximumBatchingWindowInSeconds: number;
  readonly scalingConfig: { readonly maximumConcurrency: number };
  readonly eventSourceArn: string;
  readonly functionName: string;
}

const queueOf = (declared: DeclaredStack, name: string) => only(declared, types.queue, name);
const inputsOf = (declared: DeclaredStack, name: string) =>
  queueOf(declared, name).inputs as unknown as QueueInputs;
const mappingOf = (declared: DeclaredStack) =>
  only(declared, types.mapping, "orders").inputs as unknown as MappingInputs;
const processorOf = (declared: DeclaredStack) => only(declared, types.function, "process-orders");

/** Rule 10: twenty retry delays, doubling from a minute to five hours, with up to 20 % of jitter. */
const retryScheduleSeconds = (): number => {
  let total = 0;
  for (let n = 1; n <= 20; n += 1) total += 1.2 * Math.min(60 * 2 ** (n - 1), 5 * 60 * 60);
  return total;
};

describe("queues", () => {
  onEveryStack((recorded) => {
    it("retain messages longer than the retry schedule, and dead letters for two weeks", () => {
      const { messageRetentionSeconds: retention } = inputsOf(recorded(), "orders");
      const { messageRetentionSeconds: deadLetterRetention } = inputsOf(
        recorded(),
        "orders-dead-letters",
      );
      assert.ok(retention > retryScheduleSeconds());
      assert.deepEqual([retention, deadLetterRetention], [7 * 86_400, 14 * 86_400]);
    });

    it("move a message after 20 receives to a dead-letter queue of no other queue", () => {
      const deadLetters = queueOf(recorded(), "orders-dead-letters").state;
      const allow = only(recorded(), types.redriveAllowPolicy, "orders-dead-letters").inputs;
      assert.deepEqual(parsedJson(inputsOf(recorded(), "orders").redrivePolicy), {
        deadLetterTargetArn: deadLetters.arn,
        maxReceiveCount: 20,
      });
      assert.equal(allow.queueUrl, deadLetters.url);
      assert.deepEqual(parsedJson(allow.redriveAllowPolicy), {
        redrivePermission: "byQueue",
        sourceQueueArns: [queueOf(recorded(), "orders").state.arn],
      });
    });

    it("make received dead letters visible again after 5 seconds, so that their count stays", () => {
      assert.equal(inputsOf(recorded(), "orders-dead-letters").visibilityTimeoutSeconds, 5);
    });

    it("trigger processOrders with ten messages at once and at most three concurrent invocations", () => {
      const mapping = mappingOf(recorded());
      assert.equal(mapping.scalingConfig.maximumConcurrency, 3);
      assert.equal(mapping.batchSize, 10);
      assert.equal(mapping.maximumBatchingWindowInSeconds, 0);
      assert.equal(mapping.eventSourceArn, queueOf(recorded(), "orders").state.arn);
      assert.equal(mapping.functionName, processorOf(recorded()).state.name);
    });

    it("trigger processOrders only after its role has its policy", () => {
      const { dependencies } = only(recorded(), types.mapping, "orders");
      const policy = only(recorded(), types.rolePolicy, "process-orders");
      assert.ok(dependencies.includes(policy.urn));
    });

    it("pass their receive limit and the URL of the dead letters to processOrders", () => {
      const { variables } = processorOf(recorded()).inputs.environment as {
        variables: Record<string, string>;
      };
      assert.equal(variables.MAX_RECEIVE_COUNT, "20");
      assert.equal(
        variables.DEAD_LETTER_QUEUE_URL,
        queueOf(recorded(), "orders-dead-letters").state.url,
      );
    });
  });
});
