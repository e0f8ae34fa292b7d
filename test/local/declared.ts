import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import {
  type EmbeddedCloud,
  type EmbeddedCloudOptions,
  startEmbeddedCloud,
} from "../../local/embeddedCloud";
import { mockOutputs } from "../../local/mockOutputs";

type Inputs = Readonly<Record<string, unknown>>;

const place = { stack: "test", region: "us-east-1" };

/** A resource as recordResources returns it. */
export const declared = (type: string, name: string, inputs: Inputs = {}): DeclaredResource => {
  const { id, state } = mockOutputs({ type, name, inputs, ...place });
  const urn = `urn:pulumi:test::test::${type}::${name}`;
  const empty = { secretInputs: [], dependencies: [], custom: true };
  return { type, name, urn, id, inputs, state: { ...state, ...inputs }, ...empty };
};

export const stateOf = (resource: DeclaredResource, key: string): string =>
  String(resource.state[key]);

/** A policy document of statements that allow. */
export const aPolicy = (...statements: readonly Inputs[]): Inputs => ({
  Version: "2012-10-17",
  Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
});

const trust = { Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };

/** An execution role and its policy. */
export const aRole = (name: string, ...statements: readonly Inputs[]): DeclaredResource[] => {
  const role = declared("aws:iam/role:Role", name, { assumeRolePolicy: aPolicy(trust) });
  const policy = { role: stateOf(role, "name"), policy: aPolicy(...statements) };
  return [role, declared("aws:iam/rolePolicy:RolePolicy", name, policy)];
};

/** Allows a service to invoke a function. */
export const aPermission = (
  worker: DeclaredResource,
  service: string,
  inputs: Inputs = {},
): DeclaredResource =>
  declared("aws:lambda/permission:Permission", `${worker.name}-${service}`, {
    action: "lambda:InvokeFunction",
    function: stateOf(worker, "name"),
    principal: `${service}.amazonaws.com`,
    ...inputs,
  });

/** For tests that are not about access: this role may do everything. */
const [trusted, ...trustedPolicy] = aRole("trusted", { Action: "*", Resource: "*" });
const trustedRole = stateOf(trusted!, "arn");

const permissionsOf = (resources: readonly DeclaredResource[]): DeclaredResource[] => {
  const functions = resources.filter(({ inputs }) => inputs.role === trustedRole);
  const services = ["apigateway", "events"];
  return functions.flatMap((each) => services.map((service) => aPermission(each, service)));
};

export const aStack = (...resources: readonly DeclaredResource[]): DeclaredStack => ({
  project: "test",
  config: {},
  outputs: {},
  resources: [trusted!, ...trustedPolicy, ...resources, ...permissionsOf(resources)],
  ...place,
});

/** A function with this handler body, which can use `event` and `context`. */
export const aFunction = (name: string, body: string, inputs: Inputs = {}): DeclaredResource =>
  declared("aws:lambda/function:Function", name, {
    role: trustedRole,
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

export const aTopic = declared("aws:sns/topic:Topic", "alerts");

/** Subscribed to the topic. */
export const anAddress = declared("aws:sns/topicSubscription:TopicSubscription", "mail", {
  topic: stateOf(aTopic, "arn"),
  protocol: "email",
  endpoint: "ops@example.com",
});

/** The configuration of an AWS client, which may use any credentials. */
export const clientOf = ({ endpoint, region }: EmbeddedCloud) => ({
  endpoint,
  region,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/** Where the stack's only API is served. */
export const stageUrl = ({ resources, localUrl }: EmbeddedCloud): string =>
  localUrl(stateOf(resources.named("aws:apigateway/stage:Stage", "api"), "invokeUrl"));

const open = new Set<EmbeddedCloud>();

/** A cloud that `stopClouds` stops. */
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

/** Resolves when the condition holds; checks every few milliseconds. */
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
