import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./binding";
import type { Permission } from "./permission";

export interface AlertTopicArgs {
  readonly email: string;
  /** Location of the runbooks that alerts link to. */
  readonly runbooksUrl: string;
}

/** Allows the alarms of this account to publish, and no other principal. */
const publishPolicy = (topicArn: string): aws.iam.PolicyDocument => {
  const [, partition, , region, account] = topicArn.split(":");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: {
          StringEquals: { "aws:SourceAccount": `${account}` },
          ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      },
    ],
  };
};

/**
 * A topic for alerts with its e-mail subscription. Not encrypted with alias/aws/sns: alarms cannot use
 * that key and would fail silently. Alerts hold ids and next steps, no personal data.
 */
export class AlertTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** For functions that publish to the topic. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;

  constructor(name: string, args: AlertTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:AlertTopic", name, {}, opts);
    const parent = { parent: this };
    const topic = new aws.sns.Topic(name, {}, parent);
    this.arn = topic.arn;
    this.environment = { ALERT_TOPIC_ARN: topic.arn, RUNBOOKS_URL: args.runbooksUrl };
    const policy = pulumi.jsonStringify(topic.arn.apply(publishPolicy));
    new aws.sns.TopicPolicy(name, { arn: topic.arn, policy }, parent);
    const subscription = { topic: topic.arn, protocol: "email", endpoint: args.email };
    new aws.sns.TopicSubscription(`${name}-email`, subscription, parent);
    this.registerOutputs({ arn: this.arn });
  }

  publish(): Permission {
    return { actions: ["sns:Publish"], resource: this.arn };
  }
}

/** For the function that counts the subscriptions of both topics; it knows the first as ALERT_TOPIC_ARN already. */
export const subscriptionCounts = ({
  applicationErrors,
  deadLetters,
}: Readonly<Record<"applicationErrors" | "deadLetters", AlertTopic>>): Binding => ({
  environment: { DEAD_LETTERS_TOPIC_ARN: deadLetters.arn },
  permissions: [applicationErrors, deadLetters].map(({ arn }) => ({
    actions: ["sns:GetTopicAttributes"],
    resource: arn,
  })),
});
