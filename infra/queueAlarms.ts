import type { AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";

const minute = 60;
const hour = 60 * minute;

/**
 * Dead letters are counted as they lie there, because the number of sent ones leaves out those that
 * the queue moved there itself. An alarm that is red already says nothing of a further one, so growth
 * has an alarm of its own; the first dead letters are none of its business.
 */
export const queueAlarms = ({ queue }: MonitoringArgs): AlarmDefinitions => {
  const deadLetters = {
    metric: queue.deadLetterMetric("ApproximateNumberOfMessagesVisible"),
    statistic: "Maximum",
    threshold: { above: 0 },
    runbook: "dead-letters",
    notifiesDeadLetters: true,
    periodSeconds: minute,
  } as const;
  return {
    "dead-letters": {
      ...deadLetters,
      description:
        "Messages wait in the dead-letter queue: their orders are not replicated, each for the reason that its message bears.",
    },
    "dead-letters-growing": {
      ...deadLetters,
      expression: "IF(m > DIFF(m), DIFF(m), 0)",
      description:
        "Further messages came to the dead-letter queue, which was not empty before. OK means only that no more are coming.",
    },
    "orders-waiting": {
      metric: queue.metric("ApproximateAgeOfOldestMessage"),
      statistic: "Maximum",
      periodSeconds: 5 * minute,
      threshold: { above: hour },
      description:
        "A message has waited on the Orders queue for more than an hour: nobody takes them, or more come than can be replicated.",
      runbook: "orders-waiting",
    },
  };
};
