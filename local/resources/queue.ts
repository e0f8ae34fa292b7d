import { jsonText, numberOr, text } from "../declaredInputs";
import type { ResourceKind } from "./resourceKind";

/** Retention is declared but has no effect here: no local run lasts for days. */
export const queue: ResourceKind = {
  type: "aws:sqs/queue:Queue",
  create: (resource, { queues }) => {
    const visibilityTimeoutSeconds = numberOr(resource, "visibilityTimeoutSeconds", 30);
    const delaySeconds = numberOr(resource, "delaySeconds", 0);
    const redrivePolicy = jsonText(resource, "redrivePolicy");
    return queues.create({
      visibilityTimeoutSeconds,
      delaySeconds,
      name: text(resource, "name"),
      url: text(resource, "url"),
      arn: text(resource, "arn"),
      attributes: {
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        DelaySeconds: String(delaySeconds),
        MessageRetentionPeriod: String(numberOr(resource, "messageRetentionSeconds", 345_600)),
        MaximumMessageSize: String(numberOr(resource, "maxMessageSize", 262_144)),
        ReceiveMessageWaitTimeSeconds: String(numberOr(resource, "receiveWaitTimeSeconds", 0)),
        ...(redrivePolicy !== undefined && { RedrivePolicy: redrivePolicy }),
      },
    });
  },
};
