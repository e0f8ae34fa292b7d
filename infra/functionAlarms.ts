import type { AlarmDefinition, AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";
import type { Lambda } from "./lambda";

const minute = 60;

/**
 * How often Lambda runs a poll that fails, and within what time they all begin: retries wait one minute
 * and two, and a run takes five at most. A longer time would hold runs of the next poll, half an hour
 * later, as well.
 */
const pollAttempts = 3;
const pollAttemptsSeconds = 20 * minute;

/**
 * Functions are done with the store five seconds before their timeout, however busy they are. One that
 * needs more than half of what is left may not end in time.
 */
const timeoutMarginMs = 2_500;

/** A poll throws whatever fails, and has told people; it is only alarming when its retries fail, too. */
const pollErrorsAlarm = ({ pollOrders, intervalMinutes }: MonitoringArgs): AlarmDefinition => ({
  metric: pollOrders.metric("Errors"),
  statistic: "Sum",
  periodSeconds: Math.min(pollAttemptsSeconds, intervalMinutes * minute),
  threshold: { above: pollAttempts - 1 },
  description:
    intervalMinutes * minute > pollAttemptsSeconds
      ? "A poll failed, and so did its retries."
      : `Polls failed ${pollAttempts} times within ${intervalMinutes} minutes: one of them and its retries or, less likely, two in a row.`,
  runbook: "function-failing",
});

/**
 * Nothing else would tell of polls that do not run. Zeros are filled in because CloudWatch looks back
 * further than the periods it judges, and would find older polls there
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html). Before the
 * first poll there is nothing to fill in, and that is bad as well.
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

const errorsAlarm = (of: Lambda): AlarmDefinition => ({
  metric: of.metric("Errors"),
  statistic: "Sum",
  periodSeconds: 5 * minute,
  threshold: { above: 0 },
  description: `${of.logicalName} died, or could tell nobody what went wrong.`,
  runbook: "function-failing",
});

const throttlesAlarm = (of: Lambda): AlarmDefinition => ({
  metric: of.metric("Throttles"),
  statistic: "Sum",
  periodSeconds: 5 * minute,
  threshold: { above: 0 },
  description: `AWS did not run ${of.logicalName}: the account runs as many functions at once as it may.`,
  runbook: "function-throttled",
});

const durationAlarm = (of: Lambda): AlarmDefinition => ({
  metric: of.metric("Duration"),
  statistic: "Maximum",
  periodSeconds: 5 * minute,
  threshold: { above: of.timeoutSeconds * 1_000 - timeoutMarginMs },
  description: `${of.logicalName} took nearly all of the ${of.timeoutSeconds} s that it may take.`,
  runbook: "function-slow",
});

export const functionAlarms = (args: MonitoringArgs): AlarmDefinitions => {
  const { pollOrders, receiveWebhook, processOrders } = args;
  const each = [pollOrders, receiveWebhook, processOrders].map((of) => ({
    [`${of.logicalName}-failing`]: of === pollOrders ? pollErrorsAlarm(args) : errorsAlarm(of),
    [`${of.logicalName}-throttled`]: throttlesAlarm(of),
    [`${of.logicalName}-slow`]: durationAlarm(of),
  }));
  return Object.assign(
    { "poll-orders-overdue": pollOverdueAlarm(args) },
    ...each,
  ) as AlarmDefinitions;
};
