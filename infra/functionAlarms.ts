import type { AlarmDefinition, AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";
import type { Lambda } from "./lambda";

const minute = 60;

/**
 * How often Lambda runs a failing poll, and the time within which all of these attempts start: retries
 * are delayed by one and two minutes, and an attempt takes five at most. A longer period would include
 * attempts of the next poll.
 */
const pollAttempts = 3;
const pollAttemptsSeconds = 20 * minute;

/**
 * Functions stop calling the store ten seconds before their timeout. One that uses more than three
 * quarters of these ten seconds may time out.
 */
const timeoutMarginMs = 2_500;

/** A failing poll sends its own alert and rethrows; the alarm is for polls whose retries fail as well. */
const pollErrorsAlarm = ({ pollOrders, intervalMinutes }: MonitoringArgs): AlarmDefinition => ({
  metric: pollOrders.metric("Errors"),
  statistic: "Sum",
  periodSeconds: Math.min(pollAttemptsSeconds, intervalMinutes * minute),
  threshold: { above: pollAttempts - 1 },
  description:
    intervalMinutes * minute > pollAttemptsSeconds
      ? "A poll failed, and so did its retries."
      : `Polls failed ${pollAttempts} times within ${intervalMinutes} minutes: one poll and its retries or, less likely, two consecutive polls.`,
  runbook: "function-failing",
});

/**
 * The only alarm for polls that do not run. Missing data is filled with zeros, because CloudWatch
 * evaluates older data points where recent ones are missing
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html). Before the
 * first poll there is no data to fill, and missing data breaches.
 */
const pollOverdueAlarm = ({ pollOrders, intervalMinutes }: MonitoringArgs): AlarmDefinition => ({
  metric: pollOrders.customMetric("PollsSucceeded"),
  statistic: "Sum",
  expression: "FILL(m, 0)",
  periodSeconds: intervalMinutes * minute,
  periods: 2,
  threshold: { below: 1 },
  missingDataBreaches: true,
  description: `No poll succeeded within two intervals of ${intervalMinutes} minutes: orders whose webhook was missed are not found.`,
  runbook: "poll-overdue",
});

const errorsAlarm = (lambda: Lambda): AlarmDefinition => ({
  metric: lambda.metric("Errors"),
  statistic: "Sum",
  periodSeconds: 5 * minute,
  threshold: { above: 0 },
  description: `${lambda.logicalName} crashed, timed out, or failed to send an alert about a failure.`,
  runbook: "function-failing",
});

const throttlesAlarm = (lambda: Lambda): AlarmDefinition => ({
  metric: lambda.metric("Throttles"),
  statistic: "Sum",
  periodSeconds: 5 * minute,
  threshold: { above: 0 },
  description: `AWS throttled ${lambda.logicalName}: the account reached its limit of concurrent executions.`,
  runbook: "function-throttled",
});

const durationAlarm = (lambda: Lambda): AlarmDefinition => ({
  metric: lambda.metric("Duration"),
  statistic: "Maximum",
  periodSeconds: 5 * minute,
  threshold: { above: lambda.timeoutSeconds * 1_000 - timeoutMarginMs },
  description: `${lambda.logicalName} came close to its timeout of ${lambda.timeoutSeconds} s.`,
  runbook: "function-slow",
});

export const functionAlarms = (args: MonitoringArgs): AlarmDefinitions => {
  const { pollOrders, receiveWebhook, processOrders } = args;
  const each = [pollOrders, receiveWebhook, processOrders].map((lambda) => ({
    [`${lambda.logicalName}-failing`]:
      lambda === pollOrders ? pollErrorsAlarm(args) : errorsAlarm(lambda),
    [`${lambda.logicalName}-throttled`]: throttlesAlarm(lambda),
    [`${lambda.logicalName}-slow`]: durationAlarm(lambda),
  }));
  return Object.assign(
    { "poll-orders-overdue": pollOverdueAlarm(args) },
    ...each,
  ) as AlarmDefinitions;
};
