import type { CloudServices } from "../cloudServices";
import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import {
  numberAt,
  objectsAt,
  optionalStringAt,
  stringAt,
  stringMapAt,
  stringsAt,
} from "../resourceProperties";
import { type AlarmDefinition, startAlarm } from "../services/alarms";
import { metricMath, type ReadDatapoint } from "../services/metricMath";
import { type DeclaredMetric, metricReader } from "./metricReader";
import type { ResourceKind } from "./resourceKind";

/** What an alarm evaluates: a metric, or an expression on one. */
interface AlarmSource {
  readonly metric: DeclaredMetric;
  readonly periodSeconds: number;
  readonly math?: { readonly id: string; readonly expression: string };
}

const unsupported = (resource: DeclaredResource, what: string): Error =>
  new Error(`Alarm "${resource.name}": the embedded cloud does not support ${what}`);

const metricSource = (resource: DeclaredResource): AlarmSource => ({
  metric: {
    namespace: stringAt(resource, "namespace"),
    name: stringAt(resource, "metricName"),
    dimensions: stringMapAt(resource, "dimensions"),
    statistic: stringAt(resource, "statistic"),
  },
  periodSeconds: numberAt(resource, "period", 60),
});

/** One metric, and one expression on it that returns the data. */
const expressionSource = (resource: DeclaredResource, queries: readonly Fields[]): AlarmSource => {
  const source = queries.find(({ metric }) => metric !== undefined);
  const result = queries.find(({ returnData }) => returnData === true);
  const { id, metric } = (source ?? {}) as { id?: string; metric?: Fields };
  if (queries.length !== 2 || !id || !metric || typeof result?.expression !== "string") {
    throw unsupported(resource, "anything but one expression on one metric");
  }
  const { namespace, metricName, dimensions, stat, period } = metric;
  return {
    metric: {
      namespace: String(namespace),
      name: String(metricName),
      dimensions: dimensions as Readonly<Record<string, string>>,
      statistic: String(stat),
    },
    periodSeconds: Number(period),
    math: { id, expression: result.expression },
  };
};

const sourceOf = (resource: DeclaredResource): AlarmSource => {
  const queries = objectsAt(resource, "metricQueries");
  return queries.length > 0 ? expressionSource(resource, queries) : metricSource(resource);
};

const datapointReader = (
  resource: DeclaredResource,
  { metric, math }: AlarmSource,
  cloud: CloudServices,
): ReadDatapoint => {
  const readMetric = metricReader(metric, cloud);
  if (!readMetric)
    throw unsupported(resource, `${metric.statistic} of ${metric.namespace} ${metric.name}`);
  const readDatapoint = math ? metricMath(math.expression, math.id, readMetric) : readMetric;
  if (!readDatapoint) throw unsupported(resource, `the expression ${math?.expression}`);
  return readDatapoint;
};

const alarmDefinition = (
  resource: DeclaredResource,
  { metric, periodSeconds }: AlarmSource,
  cloud: CloudServices,
): AlarmDefinition => {
  const evaluationPeriods = numberAt(resource, "evaluationPeriods", 1);
  return {
    name: stringAt(resource, "name"),
    arn: stringAt(resource, "arn"),
    description: optionalStringAt(resource, "alarmDescription") ?? "",
    region: cloud.region,
    accountId: cloud.accountId,
    metric: `${metric.namespace} ${metric.name}`,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: numberAt(resource, "datapointsToAlarm", evaluationPeriods),
    threshold: numberAt(resource, "threshold", 0),
    comparison: stringAt(resource, "comparisonOperator"),
    missingData: optionalStringAt(resource, "treatMissingData") ?? "missing",
    alarmActions: stringsAt(resource, "alarmActions"),
    okActions: stringsAt(resource, "okActions"),
  };
};

/** A topic whose policy does not admit the alarm receives nothing, as on AWS. */
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

/** An alarm on a metric that is never recorded is an error: it could never fire. */
export const metricAlarm: ResourceKind = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  create: (resource, cloud) => {
    const source = sourceOf(resource);
    const { timeFactor } = cloud;
    const definition = alarmDefinition(resource, source, cloud);
    const alarm = startAlarm({
      definition,
      readDatapoint: datapointReader(resource, source, cloud),
      publish: publisher(definition.arn, cloud),
      timeFactor,
    });
    cloud.alarms.set(definition.name, alarm);
  },
  delete: (resource, { alarms }) => {
    const name = stringAt(resource, "name");
    alarms.get(name)?.stop();
    alarms.delete(name);
  },
};
