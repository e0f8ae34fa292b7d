import * as pulumi from "@pulumi/pulumi";

/** The declared types that support tags. */
const taggable = new Set([
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:iam/role:Role",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
  "aws:ssm/parameter:Parameter",
]);

/** Tags all resources declared from here on; call it before the first. */
export const tagEverything = (): void => {
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack() };
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    taggable.has(type) ? { props: { ...props, tags }, opts } : undefined,
  );
};
