import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlertTopic } from "./alertTopic";
import type { WorkQueue } from "./workQueue";

export interface DeadLetterAlarmArgs {
  readonly of: WorkQueue;
  readonly tells: AlertTopic;
}

/**
 * Tells when a dead letter has been visible for a minute, and when none is left. It counts visible
 * messages, because the number of sent ones leaves out those that the queue moved there itself.
 */
export class DeadLetterAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: DeadLetterAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:DeadLetterAlarm", name, {}, opts);
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription:
          "Orders could not be replicated: their messages wait in the dead-letter queue, each with its reason.",
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: args.of.deadLetters.name },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "notBreaching",
        alarmActions: [args.tells.arn],
        okActions: [args.tells.arn],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
