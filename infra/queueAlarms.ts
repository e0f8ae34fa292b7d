import type { AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";

const minute = 60;
const hour = 60 * minute;

/**
 * Dead letters are counted by the visible messages: NumberOfMessagesSent omits those that SQS itself moved
 * by redrive. An alarm in state ALARM does not notify again, so growth has its own alarm, which ignores
 * the first dead letters.
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
        "Messages are in the dead-letter queue: their orders are not replicated. Each message holds its reason.",
    },
    "dead-letters-growing": {
      ...deadLetters,
      expression: "IF(m > DIFF(m), DIFF(m), 0)",
      description:
        "More messages arrived in the dead-letter queue, which was not empty before. OK only means that no more are arriving.",
    },
    "orders-waiting": {
      metric: queue.metric("ApproximateAgeOfOldestMessage"),
      statistic: "Maximum",
      periodSeconds: 5 * minute,
      threshold: { above: hour },
      description:
        "A message has waited in the Orders queue for more than an hour: messages are not consumed, or arrive faster than orders can be replicated.",
      runbook: "orders-waiting",
    },
  };
};
