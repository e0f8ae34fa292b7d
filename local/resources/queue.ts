import type { DeclaredResource } from "../declareStack";
import { jsonAt, numberAt, stringAt } from "../resourceProperties";
import type { QueueDefinition } from "../services/queues";
import type { ResourceKind } from "./resourceKind";

/** Retention has no effect: no local run lasts for days. */
const definitionOf = (resource: DeclaredResource): QueueDefinition => {
  const visibilityTimeoutSeconds = numberAt(resource, "visibilityTimeoutSeconds", 30);
  const delaySeconds = numberAt(resource, "delaySeconds", 0);
  const redrivePolicy = jsonAt(resource, "redrivePolicy");
  return {
    visibilityTimeoutSeconds,
    delaySeconds,
    name: stringAt(resource, "name"),
    url: stringAt(resource, "url"),
    arn: stringAt(resource, "arn"),
    attributes: {
      VisibilityTimeout: String(visibilityTimeoutSeconds),
      DelaySeconds: String(delaySeconds),
      MessageRetentionPeriod: String(numberAt(resource, "messageRetentionSeconds", 345_600)),
      MaximumMessageSize: String(numberAt(resource, "maxMessageSize", 262_144)),
      ReceiveMessageWaitTimeSeconds: String(numberAt(resource, "receiveWaitTimeSeconds", 0)),
      ...(redrivePolicy !== undefined && { RedrivePolicy: redrivePolicy }),
    },
  };
};

export const queue: ResourceKind = {
  type: "aws:sqs/queue:Queue",
  create: (resource, { queues }) => queues.create(definitionOf(resource)),
  update: (resource, { queues }) => queues.update(definitionOf(resource)),
  delete: (resource, { queues }) => queues.delete(stringAt(resource, "url")),
};
