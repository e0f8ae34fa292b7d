import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { DeclareResponse, DeclaredStack, DeclareRequest } from "./declareStack";
import { recordResources } from "./recordResources";
import { stackConfig } from "./stackConfig";

const asError = (problem: unknown): Error =>
  problem instanceof Error ? problem : new Error(JSON.stringify(problem));

const answer = (message: DeclareResponse): void => {
  process.send?.(message, undefined, undefined, () => process.exit(0));
};

type CodePaths = Awaited<ReturnType<typeof pulumi.runtime.computeCodePaths>>;

/** Pulumi reads the dependency tree anew for each function, 200 ms each time. */
const readCodePathsOnce = (): void => {
  type Compute = (options?: pulumi.runtime.CodePathOptions) => Promise<CodePaths>;
  const runtime = pulumi.runtime as { computeCodePaths: Compute };
  const compute = runtime.computeCodePaths;
  const known = new Map<string, Promise<CodePaths>>();
  runtime.computeCodePaths = (options = {}) => {
    const key = JSON.stringify(options);
    const paths = known.get(key) ?? compute(options);
    known.set(key, paths);
    return paths;
  };
};

/** The first is the cause; what follows are its echoes in other resources. */
const problems: unknown[] = [];
process.on("unhandledRejection", (problem) => problems.push(problem));

const declare = async ({ stack, directory, config }: DeclareRequest): Promise<DeclaredStack> => {
  const { project, values, secretKeys } = stackConfig({ stack, directory, config });
  // Whoever deploys has a region from somewhere; it is for the program to want it in its settings.
  const region = values["aws:region"] ?? "us-east-1";
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
  const { resources, outputs } = await recordResources({ project, stack, region, problems });
  readCodePathsOnce();
  // Pulumi asks for hundreds of stack traces, which ts-node maps to sources one by one; none is shown.
  delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
  await pulumi.runtime.runInPulumiStack(() =>
    Promise.resolve(require(path.join(directory, "index")) as Record<string, unknown>),
  );
  await pulumi.runtime.disconnect();
  await nextTurn(); // unhandled rejections are announced at the end of the turn
  if (problems.length > 0) throw asError(problems[0]);
  return { stack, project, region, config: values, resources, outputs };
};

const answerProblem = (problem: unknown): void =>
  answer({ problem: asError([...problems, problem][0]).message });

process.on("uncaughtException", answerProblem);
process.once("message", (order: DeclareRequest) => {
  declare(order).then((declared) => answer({ declared }), answerProblem);
});
