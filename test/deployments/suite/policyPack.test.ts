import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";

const root = path.join(__dirname, "..", "..", "..");
const withPack = ["--policy-pack", path.join(root, "policy")];

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Planted {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Each as `rule (type: name)`. */
  readonly violations: readonly string[];
}

const queue = "aws:sqs/queue:Queue";
const functionType = "aws:lambda/function:Function";
const functionNames = ["poll-orders", "process-orders", "receive-webhook"];
const role = "new aws.iam.Role(logicalName, { assumeRolePolicy: trustPolicy }, parent)";

const shortVisibility: Edit = {
  file: "infra/queueTimes.ts",
  from: "(6 * function",
  to: "(5 * function",
};
const shortRetention: Edit = {
  file: "infra/queueTimes.ts",
  from: "deadLetterRetentionSeconds: 14 * day",
  to: "deadLetterRetentionSeconds: day",
};
const noDeadLetters: Edit = {
  file: "infra/workQueue.ts",
  from: "redrivePolicy: pulumi.jsonStringify(redrivePolicy),",
  to: "",
};
const sharedRole: readonly Edit[] = [
  {
    file: "infra/lambda.ts",
    from: `const role = ${role}`,
    to: `const role = (shared ??= ${role})`,
  },
  {
    file: "infra/lambda.ts",
    from: "const trustPolicy",
    to: "let shared: aws.iam.Role | undefined;\nconst trustPolicy",
  },
];
const secretInEnvironment: Edit = {
  file: "index.ts",
  from: "STORE_HASH: store.hash",
  to: "STORE_HASH: bigCommerce.token",
};
const wildcard: Edit = {
  file: "index.ts",
  from: "queue.send()",
  to: 'queue.send(), { actions: ["sqs:SendMessage"], resource: "*" }',
};
const wholeBatches: Edit = {
  file: "infra/workQueue.ts",
  from: '["ReportBatchItemFailures"]',
  to: "[]",
};

const planted: readonly Planted[] = [
  {
    title: "resources that contradict each other, though no ARN is known",
    edits: [shortVisibility, shortRetention, secretInEnvironment, ...sharedRole],
    violations: [
      `visibility-timeouts-are-long-enough (${queue}: orders)`,
      `dead-letters-are-retained (${queue}: orders)`,
      `environments-hold-no-secret (${functionType}: receive-webhook)`,
      ...functionNames.map((name) => `roles-are-not-shared (${functionType}: ${name})`),
    ],
  },
  {
    title: "resources of which the preview knows the violating part only",
    edits: [noDeadLetters, wholeBatches, wildcard],
    violations: [
      `dead-letters-are-retained (${queue}: orders)`,
      `dead-letters-are-retained (${queue}: orders-dead-letters)`,
      "resources-are-named (aws:iam/rolePolicy:RolePolicy: receive-webhook)",
      "batch-item-failures-are-reported (aws:lambda/eventSourceMapping:EventSourceMapping: orders)",
    ],
  },
];

/** Rules by the level at which the engine reports them, each as `rule (type: name)`. */
const reported = (output: string, level: "advisory" | "mandatory"): readonly string[] =>
  [...output.matchAll(new RegExp(`\\[${level}\\] +(\\S+) +(\\(.*\\))`, "g"))]
    .map(([, rule, resource]) => `${rule} ${resource}`)
    .sort();

/** The rules that the documents list as waiting for unknown values. */
const documentedAsLate = (): readonly string[] => {
  const text = readFileSync(path.join(root, "docs", "pipelines.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) => row.split("`")[1] ?? "");
};

describeEngine("the policy pack", (engineFolder) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(engineFolder);
    // A part of the dead-letter queue's name, and of the queue's URL in an environment.
    await deployment.cli.succeed(
      "config",
      "set",
      "--secret",
      "webhookSecret",
      "orders-dead-letters",
    );
  });
  after(() => deployment?.stop());

  const apply = ({ file, from, to }: Edit): (() => void) => {
    const target = path.join(deployment.directory, file);
    const text = readFileSync(target, "utf8");
    assert.ok(text.includes(from), `${file} does not contain ${from}`);
    writeFileSync(target, text.replace(from, to));
    return () => writeFileSync(target, text);
  };

  for (const { title, edits, violations } of planted) {
    it(`refuses at the first preview ${title}`, async () => {
      const undo = edits.map(apply);
      const { exitCode, output } = await deployment.cli.run("preview", ...withPack);
      for (const each of undo.reverse()) each();
      assert.notEqual(exitCode, 0, output);
      assert.deepEqual(reported(output, "mandatory"), [...violations].sort(), output);
      assert.deepEqual(deployment.resources(), []);
    });
  }

  it("accepts the first preview, which leaves undecided what the documents list", async () => {
    const output = await deployment.cli.succeed("preview", ...withPack);
    const waiting = reported(output, "advisory").map((each) => each.split(" ", 1)[0]);
    assert.deepEqual([...new Set(waiting)].sort(), [...documentedAsLate()].sort());
    assert.deepEqual(reported(output, "mandatory"), []);
  });

  it("accepts a deployment with a secret whose text is part of a resource's name", async () => {
    const output = await deployment.cli.succeed("up", "--yes", "--skip-preview", ...withPack);
    assert.deepEqual([...reported(output, "advisory"), ...reported(output, "mandatory")], []);
    assert.ok(deployment.resources().length > 0);
  });
});
