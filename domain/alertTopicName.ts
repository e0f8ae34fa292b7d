/** The topics that e-mail operators. The alarm about a topic without subscribers notifies the other topic. */
export const alertTopicNames = ["application-errors", "dead-letters"] as const;
export type AlertTopicName = (typeof alertTopicNames)[number];
