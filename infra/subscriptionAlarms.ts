import type { AlarmDefinition, AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";

/**
 * Polls count the subscriptions, one data point per interval: with the interval as the period, CloudWatch
 * fills a gap with the count before. A poll that does not run has an alarm of its own.
 */
const unsubscribedAlarm = (
  { pollOrders, intervalMinutes }: MonitoringArgs,
  topic: string,
  metric: string,
): AlarmDefinition => ({
  metric: pollOrders.customMetric(metric),
  statistic: "Maximum",
  periodSeconds: intervalMinutes * 60,
  threshold: { below: 1 },
  description: `The topic ${topic} has no confirmed subscription: nobody gets its e-mails.`,
  runbook: "subscription-missing",
});

/** Each notifies the other topic: its own has nobody to notify. */
export const subscriptionAlarms = (args: MonitoringArgs): AlarmDefinitions => ({
  "application-errors-unsubscribed": {
    ...unsubscribedAlarm(args, "application-errors", "ApplicationErrorsSubscriptions"),
    notifiesDeadLetters: true,
  },
  "dead-letters-unsubscribed": unsubscribedAlarm(args, "dead-letters", "DeadLettersSubscriptions"),
});
