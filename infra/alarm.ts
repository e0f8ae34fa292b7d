import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlertTopic } from "./alertTopic";
import type { Metric } from "./metric";

export interface AlarmArgs {
  readonly metric: Metric;
  readonly statistic: "Sum" | "Maximum";
  /** Metric math that is compared with the threshold instead of the metric; `m` is the metric. */
  readonly expression?: string;
  readonly periodSeconds: number;
  /** Consecutive periods that must breach; 1 by default. */
  readonly periods?: number;
  readonly threshold: { readonly above: number } | { readonly below: number };
  /** Whether a period without data breaches as well; false by default. */
  readonly missingDataBreaches?: boolean;
  readonly notify: AlertTopic;
  /** The text of the notification: the meaning of the alarm, and its runbook. */
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

/** The only place that creates alarms, so that each notifies on ALARM and on OK. */
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
