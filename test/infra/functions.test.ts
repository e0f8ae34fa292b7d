import assert from "node:assert/strict";
import type { DeclaredResource } from "../../local/declareStack";
import { ofType, onEveryStack, only, parsedJson, types } from "../support/recordedStack";

interface FunctionInputs {
  readonly timeout: number;
  readonly memorySize: number;
  readonly runtime: string;
  readonly architectures: readonly string[];
  readonly role: string;
  readonly loggingConfig: { readonly logFormat: string; readonly logGroup: string };
  readonly environment: { readonly variables: Readonly<Record<string, string>> };
  readonly reservedConcurrentExecutions?: number;
}

const names = ["poll-orders", "process-orders", "receive-webhook"];
const inputsOf = ({ inputs }: DeclaredResource) => inputs as unknown as FunctionInputs;

/** What each function reads at its start; its own test sees that it reads nothing else. */
const store = [
  "STORE_API_URL",
  "STORE_HASH",
  "STORE_CLIENT_ID",
  "ACCESS_TOKEN_PARAMETER",
  "QUOTA_RESERVE_PERCENT",
  "NEW_ORDER_STATUS_IDS",
  "ACKNOWLEDGE",
  "START_FROM",
];
const reporting = ["JOBS_TABLE", "JOB_RETENTION_DAYS", "ALERT_TOPIC_ARN", "ORDERS_QUEUE_URL"];
const environments: Readonly<Record<string, readonly string[]>> = {
  "poll-orders": [...store, ...reporting, "POLL_INTERVAL_MINUTES"],
  "receive-webhook": [
    ...reporting,
    "STORE_HASH",
    "WEBHOOK_SECRETS_PARAMETER",
    "REQUIRE_SIGNATURE",
    "WEBHOOK_RETENTION_DAYS",
    "WEBHOOKS_TABLE",
  ],
  "process-orders": [
    ...store,
    ...reporting,
    "PHYSICAL_STATUS_ID",
    "DIGITAL_STATUS_ID",
    "MAX_RECEIVE_COUNT",
    "DEAD_LETTER_QUEUE_URL",
    "ORDERS_TABLE",
  ],
};

describe("functions", () => {
  onEveryStack((recorded) => {
    const functions = () => ofType(recorded(), types.function);

    it("are the three of the design, on the runtime of the design", () => {
      assert.deepEqual(
        functions()
          .map(({ name }) => name)
          .sort(),
        names,
      );
      for (const each of functions()) {
        assert.equal(inputsOf(each).runtime, "nodejs24.x");
        assert.deepEqual(inputsOf(each).architectures, ["arm64"]);
      }
    });

    it("state their timeout and memory", () => {
      const sizes = functions().map((each) => [
        each.name,
        inputsOf(each).timeout,
        inputsOf(each).memorySize,
      ]);
      assert.deepEqual(Object.fromEntries(sizes.map(([name, ...size]) => [name, size])), {
        "poll-orders": [300, 256],
        "receive-webhook": [10, 512],
        "process-orders": [120, 256],
      });
    });

    it("write JSON to a log group each of their own, which forgets", () => {
      for (const each of functions()) {
        const group = only(recorded(), types.logGroup, each.name);
        const { logFormat, logGroup } = inputsOf(each).loggingConfig;
        assert.deepEqual([logFormat, logGroup], ["JSON", group.state.name]);
        assert.ok((group.inputs.retentionInDays as number) >= 1);
      }
    });

    it("have a role each of their own, which only Lambda can assume", () => {
      for (const each of functions()) {
        const role = only(recorded(), types.role, each.name);
        assert.equal(inputsOf(each).role, role.state.arn);
        assert.deepEqual(parsedJson(role.inputs.assumeRolePolicy), {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Service: "lambda.amazonaws.com" },
            },
          ],
        });
      }
    });

    it("exist only once their role may do its work", () => {
      for (const each of functions()) {
        const policy = only(recorded(), types.rolePolicy, each.name);
        assert.ok(each.dependencies.includes(policy.urn), each.name);
      }
    });

    it("reserve no concurrency, which would turn throttling into dead letters", () => {
      for (const each of functions()) {
        assert.equal(inputsOf(each).reservedConcurrentExecutions, undefined);
      }
    });

    it("get the environment that they read, all of it text and nothing beyond", () => {
      for (const each of functions()) {
        const { variables } = inputsOf(each).environment;
        assert.deepEqual(Object.keys(variables).sort(), [...environments[each.name]!].sort());
        for (const value of Object.values(variables)) assert.equal(typeof value, "string");
      }
      const processor = inputsOf(only(recorded(), types.function, "process-orders"));
      assert.equal(processor.environment.variables.NEW_ORDER_STATUS_IDS, "[7,10,11]");
      const receiver = inputsOf(only(recorded(), types.function, "receive-webhook"));
      assert.equal(receiver.environment.variables.REQUIRE_SIGNATURE, "false");
    });
  });
});
