import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { awsAttempts, awsRequestMs } from "../../domain/timeLimits";
import type { DeclaredResource } from "../../local/declareStack";
import { ofType, onEveryStack, only, parsedJson, types } from "../support/recordedStack";
import { settingOf } from "../support/stackFiles";

interface FunctionInputs {
  readonly timeout: number;
  readonly memorySize: number;
  readonly runtime: string;
  readonly architectures: readonly string[];
  readonly role: string;
  readonly loggingConfig: { readonly logGroup: string };
  readonly environment: { readonly variables: Readonly<Record<string, string>> };
}

const names = ["poll-orders", "process-orders", "receive-webhook"];
const inputsOf = ({ inputs }: DeclaredResource) => inputs as unknown as FunctionInputs;

const sourceOf = (file: string): string =>
  readFileSync(path.join(__dirname, "..", "..", `${file}.ts`), "utf8");

/** The exported constants of a module, by name. */
const exportsOf = (source: string): ReadonlyMap<string, string> =>
  new Map(
    source
      .split(/^export const (?=\w)/m)
      .slice(1)
      .map((text) => [/^\w+/.exec(text)?.[0] ?? "", text]),
  );

/** The environment variables that a function reads, in its entry point and in the shared wiring that it uses. */
const variablesReadBy = (name: string): readonly string[] => {
  const file = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const entry = sourceOf(`entrypoints/${file}`);
  const shared = [...exportsOf(sourceOf("adapters/fromEnvironment"))]
    .filter(([wiring]) => new RegExp(`\\b${wiring}\\b`).test(entry))
    .map(([, text]) => text);
  const variables = [
    ...[entry, ...shared].join("\n").matchAll(/\b(?:env\w*|addedEnv)\(\s*"([A-Z_]+)"/g),
  ];
  return [...new Set(variables.map(([, variable]) => String(variable)))].sort();
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

    it("outlast an AWS service that does not respond, with all of the client's attempts", () => {
      for (const each of functions())
        assert.ok(inputsOf(each).timeout * 1_000 > awsAttempts * awsRequestMs, each.name);
    });

    it("state their timeout and memory", () => {
      const sizes = functions().map((each) => [
        each.name,
        inputsOf(each).timeout,
        inputsOf(each).memorySize,
      ]);
      assert.deepEqual(Object.fromEntries(sizes.map(([name, ...size]) => [name, size])), {
        "poll-orders": [300, 256],
        "receive-webhook": [10, 320],
        "process-orders": [120, 256],
      });
    });

    it("write to their own log group, with the retention of the stack file", () => {
      for (const each of functions()) {
        const group = only(recorded(), types.logGroup, each.name);
        assert.equal(inputsOf(each).loggingConfig.logGroup, group.state.name);
        const days = Number(settingOf(recorded().stack, "logRetentionDays"));
        assert.equal(group.inputs.retentionInDays, days);
      }
    });

    it("have their own role, which only Lambda can assume", () => {
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

    it("depend on the policy of their role", () => {
      for (const each of functions()) {
        const policy = only(recorded(), types.rolePolicy, each.name);
        assert.ok(each.dependencies.includes(policy.urn), each.name);
      }
    });

    it("get exactly the environment that their entries read, all of it strings", () => {
      for (const each of functions()) {
        const { variables } = inputsOf(each).environment;
        const { MALLOC_MMAP_THRESHOLD_: mallocThreshold, ...read } = variables;
        assert.deepEqual(Object.keys(read).sort(), variablesReadBy(each.name), each.name);
        assert.equal(mallocThreshold, "131072");
        for (const value of Object.values(variables)) assert.equal(typeof value, "string");
      }
      const processor = inputsOf(only(recorded(), types.function, "process-orders"));
      assert.equal(processor.environment.variables.NEW_ORDER_STATUS_IDS, "[7,10,11]");
      const receiver = inputsOf(only(recorded(), types.function, "receive-webhook"));
      assert.equal(receiver.environment.variables.REQUIRE_SIGNATURE, "false");
    });
  });
});
