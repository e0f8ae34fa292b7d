import { isTrue, numberOr, text, texts } from "../declaredInputs";
import { startEventSource } from "../services/eventSource";
import type { ResourceKind } from "./resourceKind";

/** Lambda starts with five pollers where no maximum is declared. */
const usualConcurrency = 5;

/** What a mapping does as its function's role, from the start and as long as it lives. */
const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

export const eventSourceMapping: ResourceKind = {
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  create: (resource, cloud) => {
    if (!isTrue(resource, "enabled", true)) return;
    const { queues, lambdas, region, random } = cloud;
    const queue = queues.find(text(resource, "eventSourceArn"));
    const { definition, invoke, giveWay } = lambdas.find(text(resource, "functionName"));
    for (const action of actions) {
      const question = { functionName: definition.name, action, resource: queue.arn };
      const denial = cloud.access.denial(question);
      if (denial !== undefined) throw new Error(`Mapping "${resource.name}": ${denial}`);
    }
    giveWay();
    const windowSeconds = numberOr(resource, "maximumBatchingWindowInSeconds", 0);
    const source = startEventSource({
      ...{ queues, queue, region, invoke, random },
      batchSize: numberOr(resource, "batchSize", 10),
      batchingWindowSeconds: windowSeconds / cloud.timeFactor,
      maximumConcurrency: numberOr(resource, "scalingConfig.maximumConcurrency", usualConcurrency),
      partialResponses: texts(resource, "functionResponseTypes").includes(
        "ReportBatchItemFailures",
      ),
    });
    cloud.eventSources.push(source);
  },
};
