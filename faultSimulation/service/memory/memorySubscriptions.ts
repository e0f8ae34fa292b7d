import type { AlertTopicName } from "../../../domain/alertTopicName";
import type { Subscriptions } from "../../../ports";

/** Confirmed subscriptions in memory; one of each topic by default. */
export const memorySubscriptions = (
  counts: Readonly<Partial<Record<AlertTopicName, number>>> = {},
): Subscriptions => ({
  countConfirmed: async (topic) => counts[topic] ?? 1,
});
