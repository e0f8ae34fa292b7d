import type { CloudServices } from "../cloudServices";
import type { ReadDatapoint } from "../services/metricMath";
import type { MetricId } from "../services/metrics";

/** A metric as an alarm declares it. */
export interface DeclaredMetric extends MetricId {
  readonly statistic: string;
}

type Sample = (cloud: CloudServices, queueName: string) => Promise<number>;

/** Metrics that are the state of a queue, looked at when somebody wants to know. */
const queueMetrics: Readonly<Record<string, Sample>> = {
  ApproximateNumberOfMessagesVisible: async ({ queues }, name) =>
    (await queues.depth(queues.find(name))).visible,
  ApproximateAgeOfOldestMessage: async ({ queues, timeFactor }, name) =>
    (await queues.oldestAgeSeconds(queues.find(name))) * timeFactor,
};

/** Metrics that AWS counts by itself, and so does the embedded cloud. */
const awsCounters: Readonly<Record<string, readonly string[]>> = {
  // Nothing is throttled here: events wait for a free container.
  "AWS/Lambda": ["Duration", "Errors", "Invocations", "Throttles"],
  "AWS/ApiGateway": ["5XXError"],
};

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: sum,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Average: (values) => sum(values) / values.length,
};

const isRecorded = ({ namespace, name, dimensions }: MetricId, cloud: CloudServices): boolean => {
  const { FunctionName } = dimensions;
  const isOfFunction = cloud.lambdas
    .all()
    .some(({ definition }) => definition.name === FunctionName);
  if (namespace === "AWS/ApiGateway") return awsCounters[namespace]?.includes(name) ?? false;
  if (!isOfFunction) return false;
  return namespace.startsWith("AWS/") ? (awsCounters[namespace]?.includes(name) ?? false) : true;
};

/**
 * How to measure what an alarm watches: a queue's state, what AWS counts, or what a declared function
 * prints under a namespace of its own. Undefined for metrics that nobody here has heard of.
 */
export const metricReader = (
  metric: DeclaredMetric,
  cloud: CloudServices,
): ReadDatapoint | undefined => {
  const sample = metric.namespace === "AWS/SQS" ? queueMetrics[metric.name] : undefined;
  if (sample) return () => sample(cloud, metric.dimensions.QueueName ?? "");
  const statistic = statistics[metric.statistic];
  if (!statistic || !isRecorded(metric, cloud)) return undefined;
  const takeSamples = cloud.metrics.subscribe(metric);
  return async () => {
    const values = takeSamples();
    return values.length === 0 ? undefined : statistic(values);
  };
};
