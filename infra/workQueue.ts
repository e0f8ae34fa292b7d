import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { invokeOnly } from "./invokeOnly";
import type { Lambda } from "./lambda";
import type { Metric } from "./metric";
import type { Permission } from "./permission";
import type { QueueLoad, QueueTimes } from "./queueTimes";
import { queueTimes } from "./queueTimes";

export interface WorkQueueArgs extends QueueLoad {
  /** Maximum concurrent invocations of the consumer. */
  readonly concurrency: number;
}

type QueueMetric = "ApproximateAgeOfOldestMessage" | "ApproximateNumberOfMessagesVisible";

/** A queue that triggers one function, with its dead-letter queue. */
export class WorkQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;
  readonly deadLetters: aws.sqs.Queue;
  readonly times: QueueTimes;

  constructor(
    private readonly name: string,
    private readonly args: WorkQueueArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("order-replication:infra:WorkQueue", name, {}, opts);
    this.times = queueTimes(args);
    this.deadLetters = this.deadLetterQueue();
    this.queue = this.workQueue();
    this.redriveAllowPolicy();
    this.registerOutputs({ url: this.url, deadLettersUrl: this.deadLettersUrl });
  }

  /** Invokes the function with batches, of which the function may return single messages to the queue. */
  triggers(consumer: Lambda): void {
    const { batchSize } = this.args;
    const maximumBatchingWindowInSeconds = this.times.batchingWindowSeconds;
    this.queue.onEvent(
      this.name,
      consumer.function,
      { batchSize, maximumBatchingWindowInSeconds },
      { parent: this, transformations: [invokeOnly, this.mappingOptions(consumer)] },
    );
  }

  get url(): pulumi.Output<string> {
    return this.queue.url;
  }

  get deadLettersUrl(): pulumi.Output<string> {
    return this.deadLetters.url;
  }

  metric(name: QueueMetric): Metric {
    return { namespace: "AWS/SQS", name, dimensions: { QueueName: this.queue.name } };
  }

  deadLetterMetric(name: QueueMetric): Metric {
    return { namespace: "AWS/SQS", name, dimensions: { QueueName: this.deadLetters.name } };
  }

  /** A redrive (sqs:StartMessageMoveTask) takes queues by ARN. */
  get arns() {
    return { [this.name]: this.queue.arn, deadLetters: this.deadLetters.arn };
  }

  send(): Permission {
    return { actions: ["sqs:SendMessage"], resource: this.queue.arn };
  }

  /** To receive messages, delete, delay or requeue them, and dead-letter permanent failures. */
  consume(): Permission[] {
    const verbs = [
      "SendMessage",
      "ReceiveMessage",
      "DeleteMessage",
      "GetQueueAttributes",
      "ChangeMessageVisibility",
    ];
    return [
      { actions: verbs.map((verb) => `sqs:${verb}`), resource: this.queue.arn },
      { actions: ["sqs:SendMessage"], resource: this.deadLetters.arn },
    ];
  }

  private workQueue(): aws.sqs.Queue {
    const { visibilityTimeoutSeconds, retentionSeconds } = this.times;
    const { maxReceiveCount } = this.args;
    const redrivePolicy = { deadLetterTargetArn: this.deadLetters.arn, maxReceiveCount };
    return new aws.sqs.Queue(
      this.name,
      {
        visibilityTimeoutSeconds,
        messageRetentionSeconds: retentionSeconds,
        redrivePolicy: pulumi.jsonStringify(redrivePolicy),
        sqsManagedSseEnabled: true,
      },
      { parent: this },
    );
  }

  private deadLetterQueue(): aws.sqs.Queue {
    const { deadLetterRetentionSeconds, deadLetterVisibilitySeconds } = this.times;
    return new aws.sqs.Queue(
      `${this.name}-dead-letters`,
      {
        visibilityTimeoutSeconds: deadLetterVisibilitySeconds,
        messageRetentionSeconds: deadLetterRetentionSeconds,
        sqsManagedSseEnabled: true,
      },
      { parent: this },
    );
  }

  /** Only this queue may use its dead-letter queue. */
  private redriveAllowPolicy(): void {
    const policy = { redrivePermission: "byQueue", sourceQueueArns: [this.queue.arn] };
    new aws.sqs.RedriveAllowPolicy(
      `${this.name}-dead-letters`,
      { queueUrl: this.deadLetters.url, redriveAllowPolicy: pulumi.jsonStringify(policy) },
      { parent: this },
    );
  }

  /** Options that `onEvent` lacks. AWS rejects the mapping until the role has its policy. */
  private mappingOptions(consumer: Lambda): pulumi.ResourceTransformation {
    return ({ type, props, opts }) =>
      type === "aws:lambda/eventSourceMapping:EventSourceMapping"
        ? {
            props: {
              ...props,
              functionResponseTypes: ["ReportBatchItemFailures"],
              scalingConfig: { maximumConcurrency: this.args.concurrency },
            },
            opts: pulumi.mergeOptions(opts, { dependsOn: [consumer.policy] }),
          }
        : undefined;
  }
}
