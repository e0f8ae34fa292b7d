import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import type { Job, Step, WorkflowFile } from "./workflowFile";

/** Returns the violations; none where the file complies. */
type Rule = (file: WorkflowFile) => readonly string[];

const root = path.join(__dirname, "..", "..");
const scripts = () =>
  (
    JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Readonly<Record<string, string>>;
    }
  ).scripts;

const jobsOf = ({ workflow }: WorkflowFile): readonly Job[] => Object.values(workflow.jobs);
const stepsOf = (file: WorkflowFile): readonly Step[] =>
  jobsOf(file).flatMap(({ steps = [] }) => steps);
const runsOf = (file: WorkflowFile): readonly string[] =>
  stepsOf(file).flatMap(({ run }) => run ?? []);
const calls = ({ uses = "" }: Step, action: string): boolean => uses.startsWith(`${action}@`);
const pulumiSteps = (steps: readonly Step[] = []): readonly Step[] =>
  steps.filter((step) => calls(step, "pulumi/actions"));
const triggersOf = ({ workflow }: WorkflowFile): readonly string[] =>
  Object.keys(workflow.on ?? {});

const getsCredentials = ({ steps = [] }: Job): boolean =>
  steps.some(({ uses }) => uses === "./.github/actions/stack");
const comments = ({ steps }: Job): boolean =>
  pulumiSteps(steps).some((step) => step.with?.["comment-on-pr"] === true);

/** The least privilege of a job, by what its steps do. */
const leastPermissions = (job: Job): object => ({
  contents: "read",
  ...(getsCredentials(job) && { "id-token": "write" }),
  ...(comments(job) && { "pull-requests": "write" }),
});

const sameEntries = (one: object, other: object): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

const sameRepository = "github.event.pull_request.head.repo.full_name == github.repository";

const isExecutable = (file: string): boolean => {
  try {
    accessSync(path.join(root, file), constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The action has no input for `--run-program`; the CLI reads this variable too. */
const refreshesWithPresentSettings = ({ with: given = {}, env = {} }: Step): boolean =>
  given["refresh"] !== true || env["PULUMI_RUN_PROGRAM"] === "true";

const pulumiProblems = (step: Step): string[] => {
  const { with: given = {} } = step;
  const expected = {
    "cloud-url": "${{ vars.PULUMI_BACKEND_URL }}",
    "pulumi-version": "${{ steps.stack.outputs.pulumi-version }}",
    policyPacks: "policy",
    ...(given.command === "preview" && { "suppress-outputs": true }),
  };
  const wrong = Object.entries(expected).filter(([input, value]) => given[input] !== value);
  return [
    ...(["preview", "up"].includes(String(given.command)) ? [] : [`runs ${String(given.command)}`]),
    ...wrong.map(([input, value]) => `${input} is not ${String(value)}`),
    ...("diff" in given ? ["a rich diff prints values"] : []),
    ...(refreshesWithPresentSettings(step)
      ? []
      : ["refreshes with the token of the last deployment"]),
  ];
};

/** Rules beyond those of GitHub. */
export const workflowRules: Readonly<Record<string, Rule>> = {
  "pins third-party actions to a commit, with the version in a comment": ({ text }) =>
    [...text.matchAll(/^.*\buses: (.*)$/gm)]
      .map(([, uses = ""]) => uses)
      .filter((uses) => !/^(\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(uses)),

  "grants no permission by default, and each job least privilege": (file) => {
    if (file.isAction) return [];
    const { permissions } = file.workflow;
    const isMinimal =
      permissions &&
      (sameEntries(permissions, {}) || sameEntries(permissions, { contents: "read" }));
    const wrong = jobsOf(file).filter(
      (job) => !sameEntries(job.permissions ?? permissions ?? {}, leastPermissions(job)),
    );
    return [
      ...(isMinimal ? [] : ["grants more than reading the contents by default"]),
      ...wrong.map((job) => `needs ${JSON.stringify(leastPermissions(job))}`),
    ];
  },

  "never runs the code of forks with credentials": (file) => {
    const risky = triggersOf(file).filter((name) =>
      /_target$|^workflow_run$|^issue_comment$/.test(name),
    );
    const open = jobsOf(file).filter(
      (job) => getsCredentials(job) && !job.if?.includes(sameRepository),
    );
    return [
      ...risky,
      ...(triggersOf(file).includes("pull_request") ? open.map(() => "runs code of forks") : []),
    ];
  },

  "uses short-lived AWS credentials and no secret": ({ text }) =>
    text.match(/\bsecrets(\.\w|\[|: )|aws-access-key-id|aws-secret-access-key/g) ?? [],

  "leaves no token in the checked-out repository": (file) =>
    stepsOf(file)
      .filter(
        (step) => calls(step, "actions/checkout") && step.with?.["persist-credentials"] !== false,
      )
      .map(() => "persists its credentials"),

  "passes values to scripts by environment variables, never by interpolation": (file) =>
    runsOf(file).filter((run) => run.includes("${{")),

  "has a timeout and a pinned runner": (file) =>
    file.isAction
      ? []
      : jobsOf(file)
          .filter(({ uses }) => uses === undefined)
          .filter(
            (job) => job["runs-on"] !== "ubuntu-24.04" || !((job["timeout-minutes"] ?? 361) <= 60),
          )
          .map((job) => `${job["runs-on"]} for ${job["timeout-minutes"]} minutes`),

  "serializes runs by a lock, and cancels no deployment": (file) => {
    if (file.isAction) return [];
    return jobsOf(file)
      .filter(({ uses }) => uses === undefined)
      .flatMap((job) => {
        const lock = job.concurrency ?? file.workflow.concurrency;
        const deploys = pulumiSteps(job.steps).some((step) => step.with?.command === "up");
        if (!lock) return ["has no lock"];
        const cancels = [job.concurrency, file.workflow.concurrency].some(
          (each) => each && each["cancel-in-progress"] !== false,
        );
        return deploys && cancels ? ["could cancel a deployment"] : [];
      });
  },

  "runs only scripts that exist": (file) => {
    const text = runsOf(file).join("\n");
    const npm = [...text.matchAll(/\bnpm run (?:-\S+ )*(\S+)/g)].map(([, name = ""]) => name);
    const own = [...text.matchAll(/(?:^|\s)(\.ci\/\S+)/g)].map(([, name = ""]) => name);
    return [
      ...npm.filter((name) => !(name in scripts())),
      ...own.filter((name) => !isExecutable(name)),
    ];
  },

  "runs no package's install scripts where credentials are available": (file) =>
    jobsOf(file).some(getsCredentials) || file.isAction
      ? runsOf(file).filter((run) => /\bnpm (ci|install|i)\b(?!.*--ignore-scripts)/.test(run))
      : [],

  "runs Pulumi with one backend, the lockfile's version and the policies, and prints no values": (
    file,
  ) => pulumiSteps(stepsOf(file)).flatMap(pulumiProblems),
};
