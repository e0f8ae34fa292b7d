import { cloudReply } from "../../local/cloudReply";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import {
  type EmbeddedCloud,
  type EmbeddedCloudOptions,
  startEmbeddedCloud,
} from "../../local/embeddedCloud";

type Inputs = Readonly<Record<string, unknown>>;

const place = { stack: "test", region: "us-east-1" };

/** A resource as the recorder would hand it over. */
export const declared = (type: string, name: string, inputs: Inputs = {}): DeclaredResource => {
  const { id, state } = cloudReply({ type, name, inputs, ...place });
  const urn = `urn:pulumi:test::test::${type}::${name}`;
  const empty = { secretInputs: [], dependencies: [], custom: true };
  return { type, name, urn, id, inputs, state: { ...state, ...inputs }, ...empty };
};

export const stateOf = (resource: DeclaredResource, key: string): string =>
  String(resource.state[key]);

export const aStack = (...resources: readonly DeclaredResource[]): DeclaredStack => ({
  ...{ project: "test", outputs: {}, resources },
  ...place,
});

/** A function with the body of its handler, in which `event` and `context` are known. */
export const aFunction = (name: string, body: string, inputs: Inputs = {}): DeclaredResource =>
  declared("aws:lambda/function:Function", name, {
    handler: "__index.handler",
    runtime: "nodejs24.x",
    timeout: 20,
    code: { "__index.js": `exports.handler = async (event, context) => { ${body} };` },
    ...inputs,
  });

export const aQueue = (name: string, inputs: Inputs = {}): DeclaredResource =>
  declared("aws:sqs/queue:Queue", name, inputs);

export const aMapping = (
  queue: DeclaredResource,
  worker: DeclaredResource,
  inputs: Inputs = {},
): DeclaredResource =>
  declared("aws:lambda/eventSourceMapping:EventSourceMapping", queue.name, {
    eventSourceArn: stateOf(queue, "arn"),
    functionName: stateOf(worker, "name"),
    ...inputs,
  });

const open = new Set<EmbeddedCloud>();

/** A cloud that ends with the test. */
export const aCloud = async (
  resources: readonly DeclaredResource[],
  options: Partial<EmbeddedCloudOptions> = {},
): Promise<EmbeddedCloud> => {
  const cloud = await startEmbeddedCloud({ stack: aStack(...resources), ...options });
  open.add(cloud);
  return cloud;
};

export const stopClouds = async (): Promise<void> => {
  await Promise.all([...open].map((cloud) => cloud.stop()));
  open.clear();
};

/** Resolves when the condition holds; looks again every few milliseconds. */
export const until = async (
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end)
      throw new Error(`Not so within ${limitMs} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
