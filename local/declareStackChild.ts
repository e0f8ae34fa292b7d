import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredStack, DeclareRequest, DeclareResponse } from "./declareStack";
import { recordResources } from "./recordResources";
import { stackConfig } from "./stackConfig";

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(JSON.stringify(thrown));

const respond = (response: DeclareResponse): void => {
  process.send?.(response, undefined, undefined, () => process.exit(0));
};

type CodePaths = Awaited<ReturnType<typeof pulumi.runtime.computeCodePaths>>;

/** Pulumi reads the dependency tree again for each function, 200 ms each time. */
const cacheCodePaths = (): void => {
  type Compute = (options?: pulumi.runtime.CodePathOptions) => Promise<CodePaths>;
  const runtime = pulumi.runtime as { computeCodePaths: Compute };
  const compute = runtime.computeCodePaths;
  const cache = new Map<string, Promise<CodePaths>>();
  runtime.computeCodePaths = (options = {}) => {
    const key = JSON.stringify(options);
    const paths = cache.get(key) ?? compute(options);
    cache.set(key, paths);
    return paths;
  };
};

/** The first is the cause; later ones are consequences in dependent resources. */
const errors: unknown[] = [];
process.on("unhandledRejection", (error) => errors.push(error));

const declare = async ({ stack, directory, config }: DeclareRequest): Promise<DeclaredStack> => {
  const { project, values, secretKeys } = stackConfig({ stack, directory, config });
  // A deployment may take the region from its environment; the program itself must not require it.
  const region = values["aws:region"] ?? "us-east-1";
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
  const { resources, outputs } = await recordResources({ project, stack, region, errors });
  cacheCodePaths();
  // Pulumi takes hundreds of stack traces, and ts-node maps each to sources; none is shown.
  delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
  await pulumi.runtime.runInPulumiStack(() =>
    Promise.resolve(require(path.join(directory, "index")) as Record<string, unknown>),
  );
  await pulumi.runtime.disconnect();
  await nextTurn(); // unhandledRejection is emitted at the end of the turn
  if (errors.length > 0) throw asError(errors[0]);
  return { stack, project, region, config: values, resources, outputs };
};

const respondWithError = (error: unknown): void =>
  respond({ error: asError([...errors, error][0]).message });

process.on("uncaughtException", respondWithError);
process.once("message", (request: DeclareRequest) => {
  declare(request).then((declared) => respond({ declared }), respondWithError);
});
