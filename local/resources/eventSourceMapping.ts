import type { CloudServices } from "../cloudServices";
import type { DeclaredResource } from "../declareStack";
import { booleanAt, numberAt, stringAt, stringsAt } from "../resourceProperties";
import { startEventSource } from "../services/eventSource";
import type { ResourceKind } from "./resourceKind";

/** Lambda starts with five pollers if no maximum is declared. */
const defaultConcurrency = 5;

/** The permissions that a mapping needs of its function's role, from its creation on. */
const mappingActions = {
  queue: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  stream: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
    (action) => `dynamodb:${action}`,
  ),
};

const assertCanRead = (
  mapping: DeclaredResource,
  cloud: CloudServices,
  actions: readonly string[],
): void => {
  const { definition } = cloud.lambdas.find(stringAt(mapping, "functionName"));
  const source = stringAt(mapping, "eventSourceArn");
  for (const action of actions) {
    const request = { functionName: definition.name, action, resource: source };
    const denial = cloud.access.denial(request);
    if (denial !== undefined) throw new Error(`Mapping "${mapping.name}": ${denial}`);
  }
};

const startQueueMapping = (resource: DeclaredResource, cloud: CloudServices): void => {
  const { queues, lambdas, region, random } = cloud;
  const queue = queues.find(stringAt(resource, "eventSourceArn"));
  const functionName = stringAt(resource, "functionName");
  assertCanRead(resource, cloud, mappingActions.queue);
  lambdas.find(functionName).lowerPriority();
  const windowSeconds = numberAt(resource, "maximumBatchingWindowInSeconds", 0);
  const source = startEventSource({
    queues,
    queue,
    region,
    invoke: (event) => lambdas.invoke(functionName, event),
    random,
    batchSize: numberAt(resource, "batchSize", 10),
    batchingWindowSeconds: windowSeconds / cloud.timeFactor,
    maximumConcurrency: numberAt(resource, "scalingConfig.maximumConcurrency", defaultConcurrency),
    partialResponses: stringsAt(resource, "functionResponseTypes").includes(
      "ReportBatchItemFailures",
    ),
  });
  cloud.eventSources.set(resource.id, source);
};

/** dynalite has no streams: the function can be invoked by hand, but no event triggers it. */
const acceptStreamMapping = (resource: DeclaredResource, cloud: CloudServices): void => {
  assertCanRead(resource, cloud, mappingActions.stream);
  cloud.onNote(`"${resource.name}" is not triggered here: DynamoDB streams are not emulated`);
};

export const eventSourceMapping: ResourceKind = {
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  create: (resource, cloud) => {
    if (!booleanAt(resource, "enabled", true)) return;
    const isStream = /^arn:[^:]*:dynamodb:/.test(stringAt(resource, "eventSourceArn"));
    (isStream ? acceptStreamMapping : startQueueMapping)(resource, cloud);
  },
  delete: async ({ id }, { eventSources }) => {
    const source = eventSources.get(id);
    eventSources.delete(id);
    await source?.stop();
  },
};
