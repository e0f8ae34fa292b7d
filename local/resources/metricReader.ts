import type { CloudServices } from "../cloudServices";
import type { ReadDatapoint } from "../services/metricMath";
import type { MetricId } from "../services/metrics";

/** A metric as an alarm declares it. */
export interface DeclaredMetric extends MetricId {
  readonly statistic: string;
}

type ReadQueueMetric = (cloud: CloudServices, queueName: string) => Promise<number>;

/** Metrics that are a queue's current state, read on demand. */
const queueMetrics: Readonly<Record<string, ReadQueueMetric>> = {
  ApproximateNumberOfMessagesVisible: async ({ queues }, name) =>
    (await queues.depth(queues.find(name))).visible,
  ApproximateAgeOfOldestMessage: async ({ queues, timeFactor }, name) =>
    (await queues.oldestAgeSeconds(queues.find(name))) * timeFactor,
};

/** Metrics that AWS, and so the embedded cloud, records by itself. */
const awsCounters: Readonly<Record<string, readonly string[]>> = {
  // Always zero: events wait for a free container instead of being throttled.
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
 * Reads an alarm's metric: a queue's state, an AWS counter, or a custom metric that a declared function
 * prints. Undefined for a metric that is never recorded here.
 */
export const metricReader = (
  metric: DeclaredMetric,
  cloud: CloudServices,
): ReadDatapoint | undefined => {
  const readQueue = metric.namespace === "AWS/SQS" ? queueMetrics[metric.name] : undefined;
  if (readQueue) return () => readQueue(cloud, metric.dimensions.QueueName ?? "");
  const statistic = statistics[metric.statistic];
  if (!statistic || !isRecorded(metric, cloud)) return undefined;
  const takeSamples = cloud.metrics.subscribe(metric);
  return async () => {
    const values = takeSamples();
    return values.length === 0 ? undefined : statistic(values);
  };
};
