import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlertTopic } from "./alertTopic";
import type { Metric } from "./metric";

export interface AlarmArgs {
  readonly metric: Metric;
  readonly statistic: "Sum" | "Maximum";
  /** Compared in the metric's place, which it calls `m`. */
  readonly expression?: string;
  readonly periodSeconds: number;
  /** How many periods in a row; one unless said otherwise. */
  readonly periods?: number;
  readonly threshold: { readonly above: number } | { readonly below: number };
  /** Whether a period without any data is bad as well; such periods are fine unless said otherwise. */
  readonly missingDataBreaches?: boolean;
  readonly notify: AlertTopic;
  /** What people read when it goes off: what it means, and where to read on. */
  readonly description: string;
}

const singleMetric = ({ metric, statistic, periodSeconds }: AlarmArgs) => ({
  namespace: metric.namespace,
  metricName: metric.name,
  dimensions: metric.dimensions,
  statistic,
  period: periodSeconds,
});

const metricMath = ({ metric, statistic, periodSeconds }: AlarmArgs, expression: string) => ({
  metricQueries: [
    {
      id: "m",
      metric: {
        namespace: metric.namespace,
        metricName: metric.name,
        dimensions: metric.dimensions,
        stat: statistic,
        period: periodSeconds,
      },
    },
    { id: "result", expression, label: metric.name, returnData: true },
  ],
});

/** The one way alarms are made, so that each of them tells when it goes off and when all is well again. */
export const alarm = (
  name: string,
  args: AlarmArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm => {
  const { threshold, periods = 1 } = args;
  const isAbove = "above" in threshold;
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: args.description,
      ...(args.expression === undefined ? singleMetric(args) : metricMath(args, args.expression)),
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      comparisonOperator: isAbove ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold: isAbove ? threshold.above : threshold.below,
      treatMissingData: args.missingDataBreaches ? "breaching" : "notBreaching",
      alarmActions: [args.notify.arn],
      okActions: [args.notify.arn],
    },
    opts,
  );
};
