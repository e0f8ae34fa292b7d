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
  readonly isBad: { readonly above: number } | { readonly below: number };
  /** Whether a period without any data is bad as well; such periods are fine unless said otherwise. */
  readonly isSilenceBad?: boolean;
  readonly tells: AlertTopic;
  /** What people read when it goes off: what it means, and where to read on. */
  readonly says: string;
}

const oneMetric = ({ metric, statistic, periodSeconds }: AlarmArgs) => ({
  namespace: metric.namespace,
  metricName: metric.name,
  dimensions: metric.dimensions,
  statistic,
  period: periodSeconds,
});

const mathOn = ({ metric, statistic, periodSeconds }: AlarmArgs, expression: string) => ({
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
  const { isBad, periods = 1 } = args;
  const isAbove = "above" in isBad;
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: args.says,
      ...(args.expression === undefined ? oneMetric(args) : mathOn(args, args.expression)),
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      comparisonOperator: isAbove ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold: isAbove ? isBad.above : isBad.below,
      treatMissingData: args.isSilenceBad ? "breaching" : "notBreaching",
      alarmActions: [args.tells.arn],
      okActions: [args.tells.arn],
    },
    opts,
  );
};
