import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stacks } from "../support/recordedStack";
import { settingOf } from "../support/stackFiles";
import { type WorkflowFile, workflowFile, workflowFiles } from "../support/workflowFile";
import { lint } from "../support/workflowLinter";
import { workflowRules } from "../support/workflowRules";

const root = path.join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const found = (name: string): WorkflowFile => {
  const file = workflowFiles().find((each) => each.file.endsWith(name));
  assert.ok(file, name);
  return file;
};
const changed = (name: string, from: string, to: string): WorkflowFile => {
  const { file, text } = found(name);
  assert.ok(text.includes(from), `${file} does not contain ${from}`);
  return workflowFile(file, text.replace(from, to));
};

/** At least one violation per rule; the rule must report the text of the last column. */
const planted: readonly (readonly [
  rule: RegExp,
  file: string,
  from: string,
  to: string,
  reported: string,
])[] = [
  [/^pins/, "test.yml", " # v6.0.2", "", "actions/checkout@"],
  [/^pins/, "deploy.yml", "@8e5e406f4007fca908480587cb9893c07090f58d", "@v7", "pulumi/actions@v7"],
  [/^pins/, "action.yml", "d979d5b3a71173a29b74b5b88418bfda9437d885", "d979d5b", "@d979d5b"],
  [/^grants/, "deploy.yml", "permissions: {}", "permissions: write-all", "by default"],
  [/^grants/, "preview.yml", "permissions: {}\n", "", "by default"],
  [/^grants/, "deploy.yml", "id-token: write", "id-token: write\n      packages: write", "needs"],
  [/^grants/, "preview.yml", "comment-on-pr: true", "comment-on-pr: false", "needs"],
  [/^never runs/, "preview.yml", "pull_request:", "pull_request_target:", "pull_request_target"],
  [/^never runs/, "preview.yml", "head.repo.full_name == github.repository", "number > 0", "forks"],
  [/^uses short/, "action.yml", "role-to-assume:", "aws-access-key-id:", "aws-access-key-id"],
  [/^uses short/, "deploy.yml", "${{ vars.PULUMI_BACKEND_URL }}", "${{ secrets.URL }}", "secrets."],
  [
    /^uses short/,
    "deploy.yml",
    "uses: ./.github/workflows/test.yml",
    "secrets: inherit",
    "secrets:",
  ],
  [/^leaves/, "drift.yml", "persist-credentials: false", "fetch-depth: 1", "persists"],
  [
    /^passes/,
    "action.yml",
    "Pulumi.$STACK.yaml",
    "Pulumi.${{ inputs.stack }}.yaml",
    "inputs.stack",
  ],
  [/^has a timeout/, "test.yml", "    timeout-minutes: 40\n", "", "undefined minutes"],
  [/^has a timeout/, "drift.yml", "ubuntu-24.04", "ubuntu-latest", "ubuntu-latest"],
  [
    /^serializes/,
    "deploy.yml",
    "cancel-in-progress: false",
    "cancel-in-progress: true",
    "cancel a dep",
  ],
  [
    /^serializes/,
    "drift.yml",
    "concurrency:\n  group: drift\n  cancel-in-progress: false\n",
    "",
    "no lock",
  ],
  [
    /^serializes/,
    "deploy.yml",
    "permissions: {}",
    "permissions: {}\nconcurrency: { group: a, cancel-in-progress: true }",
    "cancel a dep",
  ],
  [/^runs only/, "test.yml", "run: .ci/run", "run: .ci/runs", ".ci/runs"],
  [/^runs only/, "test.yml", "run: .ci/run", "run: npm run --silent chek", "chek"],
  [/^runs no/, "action.yml", " --ignore-scripts", "", "npm ci"],
  [/^runs Pulumi/, "deploy.yml", "command: up", "command: destroy", "destroy"],
  [/^runs Pulumi/, "preview.yml", "suppress-outputs: true", "diff: true", "suppress-outputs"],
  [
    /^runs Pulumi/,
    "preview.yml",
    "comment-on-pr: true",
    "comment-on-pr: true\n          diff: true",
    "rich",
  ],
  [/^runs Pulumi/, "deploy.yml", "policyPacks: policy", "policy: policy", "policyPacks"],
  [/^runs Pulumi/, "drift.yml", "${{ vars.PULUMI_BACKEND_URL }}", "s3://mine", "cloud-url"],
  [/^runs Pulumi/, "drift.yml", 'PROGRAM: "true"', 'PROGRAM: "false"', "last deployment"],
];

describe("workflows", () => {
  it("test, preview, deploy and detect drift", () => {
    const names = workflowFiles().map(({ file }) => path.relative(".github", file));
    assert.deepEqual(names.sort(), [
      "actions/stack/action.yml",
      ...["deploy", "drift", "preview", "test"].map((name) => `workflows/${name}.yml`),
    ]);
  });

  for (const { file, text } of workflowFiles()) {
    it(`are valid for GitHub: ${file}`, async function () {
      this.timeout(20_000);
      assert.deepEqual(await lint(file, text), []);
    });
  }

  for (const [claim, rule] of Object.entries(workflowRules)) {
    it(`each ${claim}`, () => {
      assert.deepEqual(
        workflowFiles().flatMap((file) => rule(file).map((problem) => `${file.file} ${problem}`)),
        [],
      );
    });

    it(`are reported where one violates: ${claim}`, () => {
      const violations = planted.filter(([kind]) => kind.test(claim));
      assert.ok(violations.length > 0);
      for (const [, name, from, to, reported] of violations) {
        const problems = rule(changed(name, from, to)).join("\n");
        assert.ok(
          problems.includes(reported),
          `${name}, ${to}: expected ${reported}, got "${problems}"`,
        );
      }
    });
  }

  const misspelt: readonly (readonly [file: string, from: string, to: string, error: RegExp])[] = [
    ["deploy.yml", "timeout-minutes", "timeout-minuts", /Unexpected value 'timeout-minuts'/],
    ["deploy.yml", "needs: test", "needs: tests", /depends on unknown job|'tests'/],
    [
      "preview.yml",
      "suppress-outputs",
      "supress-outputs",
      /Invalid action input 'supress-outputs'/,
    ],
    ["preview.yml", "steps.stack.outputs", "steps.stak.outputs", /Context access.*stak/],
    ["drift.yml", "23 5 * * *", "23 25 * * *", /Invalid cron/],
    ["drift.yml", "env.ROLE != ''", "env.ROLE != ", /Unexpected end of expression/],
    ["test.yml", "matrix.node", "matrx.node", /Unrecognized named-value: 'matrx'/],
  ];
  for (const [name, from, to, error] of misspelt) {
    it(`are reported where GitHub would reject them: ${to} in ${name}`, async function () {
      this.timeout(20_000);
      const { file, text } = changed(name, from, to);
      assert.match((await lint(file, text)).join("\n"), error);
    });
  }
});

describe("branches and stacks", () => {
  const stackOf = { dev: "dev", staging: "staging", main: "prod" };
  const branches = Object.keys(stackOf);
  const mapping = (ref: string) => `github.${ref} == 'main' && 'prod' || github.${ref}`;
  const jobs = (name: string) => found(name).workflow.jobs;

  it("match: each branch has a stack with a stack file", () => {
    assert.deepEqual(Object.values(stackOf).sort(), [...stacks].sort());
    const { include } = jobs("drift.yml").drift?.strategy?.matrix as { include: object };
    assert.deepEqual(
      include,
      Object.entries(stackOf).map(([branch, stack]) => ({ stack, branch })),
    );
  });

  it("are deployed on a push, after the tests, in the environment of the stack", () => {
    assert.deepEqual(found("deploy.yml").workflow.on, { push: { branches } });
    const { test, deploy } = jobs("deploy.yml");
    assert.equal(test?.uses, "./.github/workflows/test.yml");
    assert.equal(deploy?.needs, "test");
    assert.equal(deploy?.environment, `\${{ ${mapping("ref_name")} }}`);
    assert.ok(deploy?.if?.includes(mapping("ref_name")));
  });

  it("are previewed before an update, so that a protected table is refused before anything changes", () => {
    const { steps = [] } = jobs("deploy.yml").deploy ?? {};
    const runs = steps.filter(({ uses }) => uses?.startsWith("pulumi/actions@"));
    assert.deepEqual(
      runs.map((step) => step.with?.command),
      ["preview", "up"],
    );
    const [preview, up] = runs.map((step) => step.with?.["stack-name"]);
    assert.equal(preview, up);
  });

  it("are updated with a refresh, since the state may hold what AWS refused", () => {
    const { steps = [] } = jobs("deploy.yml").deploy ?? {};
    const runs = steps.filter(({ uses }) => uses?.startsWith("pulumi/actions@"));
    assert.deepEqual(
      runs.map((step) => step.with?.["refresh"]),
      [true, true],
    );
  });

  it("are previewed on a pull request, in an environment for previews only", () => {
    assert.deepEqual(found("preview.yml").workflow.on, { pull_request: { branches } });
    const { preview } = jobs("preview.yml");
    assert.equal(preview?.environment, `preview-\${{ ${mapping("base_ref")} }}`);
    assert.ok(preview?.if?.includes(mapping("base_ref")));
  });

  it("are tested on a pull request, on every supported Node version and on Lambda's", () => {
    assert.deepEqual(Object.keys(found("test.yml").workflow.on ?? {}), [
      "pull_request",
      "workflow_call",
    ]);
    const { node } = jobs("test.yml").test?.strategy?.matrix as { node: number[] };
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    const [, lowest] = /^>=(\d+)/.exec(engines.node) ?? [];
    const [, lambda] = /"nodejs(\d+)\.x"/.exec(read("infra/lambda.ts")) ?? [];
    assert.deepEqual(node, [Number(lowest), 22, Number(lambda)]);
    assert.equal(read(".nvmrc").trim(), lambda, "the pipelines deploy on Lambda's version");
  });

  it("are documented, in CONTRIBUTING and docs/pipelines.md, with the variables that the workflows use", () => {
    const contributing = read("CONTRIBUTING.md").replace(/\s+/g, " ");
    for (const [branch, stack] of Object.entries(stackOf))
      assert.match(contributing, new RegExp(`to \`${branch}\` (deploys )?the stack \`${stack}\``));
    const setUp = read("docs/pipelines.md");
    for (const { text } of workflowFiles())
      for (const [, variable = ""] of text.matchAll(/vars(?:\.|\[format\(')(\w+?)(?:_\{|\b)/g))
        assert.match(setUp, new RegExp(`gh variable set ${variable}`));
    for (const stack of Object.values(stackOf)) assert.ok(setUp.includes(`\`preview-${stack}\``));
  });

  it("are checked by an existing policy pack", () => {
    const { main } = JSON.parse(read("policy/package.json")) as { main: string };
    assert.match(read("policy/PulumiPolicy.yaml"), /^runtime: nodejs$/m);
    assert.match(read(`policy/${main}`), /new PolicyPack\(/);
  });

  describe("pass the facts of a stack on", () => {
    let directory: string;
    beforeEach(() => {
      directory = mkdtempSync(path.join(tmpdir(), "facts-"));
    });
    afterEach(() => rmSync(directory, { recursive: true }));

    const factsOf = (stack: string, cwd: string): string => {
      const { steps = [] } = found("action.yml").workflow.jobs.action ?? {};
      const script = steps.find(({ run }) => run?.includes("region="))?.run ?? "";
      const output = path.join(directory, "output");
      writeFileSync(output, "");
      const NODE_PATH = path.join(root, "node_modules");
      const env = { ...process.env, NODE_PATH, STACK: stack, GITHUB_OUTPUT: output };
      execFileSync("bash", ["-e", "-c", script], { cwd, env });
      return readFileSync(output, "utf8");
    };

    it("the region of its file, and Pulumi's version in the lockfile", () => {
      const { version } = require("@pulumi/pulumi/package.json") as { version: string };
      for (const stack of stacks) {
        const region = settingOf(stack, "aws:region");
        assert.equal(factsOf(stack, root), `region=${region}\npulumi-version=${version}\n`);
      }
    });

    for (const written of ["eu-west-1", '"eu-west-1"', "'eu-west-1'", "eu-west-1 # Ireland"])
      it(`the region without quotes and comment, written as ${written}`, () => {
        const config = `config:\n  aws:region: ${written}\n  shop:other: us-east-1\n`;
        writeFileSync(path.join(directory, "Pulumi.dev.yaml"), config);
        assert.match(factsOf("dev", directory), /^region=eu-west-1\n/);
      });
  });
});
