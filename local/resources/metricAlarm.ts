import { numberOr, optionalText, text, textMap, texts } from "../declaredInputs";
import type { DeclaredResource } from "../declareStack";
import { type AlarmDefinition, startAlarm } from "../services/alarms";
import type { CloudServices } from "../cloudServices";
import type { ResourceKind } from "./resourceKind";

/** Namespaces whose metrics nobody counts locally: their alarms are accepted and stay silent. */
const uncounted: Readonly<Record<string, string>> = {
  "AWS/Lambda": "a failing function shows in the logs and in what it returns",
  "AWS/ApiGateway": "answers are seen by who asked",
  "AWS/DynamoDB": "dynalite knows no throttling",
};

const evaluated = { namespace: "AWS/SQS", metric: "ApproximateNumberOfMessagesVisible" };

const alarmDefinition = (resource: DeclaredResource, cloud: CloudServices): AlarmDefinition => {
  const evaluationPeriods = numberOr(resource, "evaluationPeriods", 1);
  return {
    name: text(resource, "name"),
    arn: text(resource, "arn"),
    description: optionalText(resource, "alarmDescription") ?? "",
    region: cloud.region,
    accountId: cloud.accountId,
    metric: `${text(resource, "namespace")} ${text(resource, "metricName")}`,
    periodSeconds: numberOr(resource, "period", 60),
    evaluationPeriods,
    datapointsToAlarm: numberOr(resource, "datapointsToAlarm", evaluationPeriods),
    threshold: numberOr(resource, "threshold", 0),
    comparison: text(resource, "comparisonOperator"),
    alarmActions: texts(resource, "alarmActions"),
    okActions: texts(resource, "okActions"),
  };
};

/** To a topic whose policy does not admit the alarm nothing is published, as on AWS. */
const publisher =
  (alarmArn: string, { access, topics }: CloudServices) =>
  async (topicArn: string, subject: string, message: string): Promise<void> => {
    const denial = access.denial({
      principal: "cloudwatch.amazonaws.com",
      action: "sns:Publish",
      resource: topicArn,
      sourceArn: alarmArn,
    });
    if (denial === undefined) await topics.publish(topicArn, subject, message);
  };

/** Only the depth of a queue is counted; an alarm on a metric that nobody has heard of is an error. */
export const metricAlarm: ResourceKind = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  create: (resource, cloud) => {
    const namespace = optionalText(resource, "namespace") ?? "";
    const metric = optionalText(resource, "metricName") ?? "";
    if (namespace in uncounted) return;
    if (namespace !== evaluated.namespace || metric !== evaluated.metric) {
      const name = namespace === "" ? "a metric expression" : `${namespace} ${metric}`;
      throw new Error(`Alarm "${resource.name}": ${name} is not known to the embedded cloud`);
    }
    const queue = cloud.queues.find(textMap(resource, "dimensions").QueueName ?? "");
    const measure = async (): Promise<number> => (await cloud.queues.depth(queue)).visible;
    const { timeFactor } = cloud;
    const definition = alarmDefinition(resource, cloud);
    const publish = publisher(definition.arn, cloud);
    cloud.alarms.push(startAlarm({ definition, measure, publish, timeFactor }));
  },
};
