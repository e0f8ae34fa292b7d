/**
 * Everything that is counted or measured. Two functions see the quota, which makes eleven metrics; the
 * first ten of an account cost nothing.
 */
export const metricNames = [
  "PollsSucceeded",
  "OrdersQueued",
  "OrdersReplicated",
  "OrdersAcknowledged",
  "OrdersParked",
  "LagFromPlaced",
  "LagFromQueued",
  "QuotaLeft",
  "WebhooksAccepted",
  "WebhooksUnauthentic",
] as const;
export type MetricName = (typeof metricNames)[number];

/** A data point. */
export interface Measurement {
  readonly name: MetricName;
  readonly unit: "Count" | "Seconds" | "Percent";
  readonly value: number;
}

type Fields = Readonly<Record<string, unknown>>;

const count = (name: MetricName, value: unknown = 1): Measurement[] => toList(name, "Count", value);

const toList = (name: MetricName, unit: Measurement["unit"], value: unknown): Measurement[] =>
  typeof value === "number" ? [{ name, unit, value }] : [];

const polls = ({ outcome, queued }: Fields): Measurement[] => [
  ...count("OrdersQueued", queued),
  ...(outcome === "succeeded" ? count("PollsSucceeded") : []),
];

const acknowledged = ({ secondsFromPlaced, secondsFromQueued }: Fields): Measurement[] => [
  ...count("OrdersReplicated"),
  ...count("OrdersAcknowledged"),
  ...toList("LagFromPlaced", "Seconds", secondsFromPlaced),
  ...toList("LagFromQueued", "Seconds", secondsFromQueued),
];

const measures: Readonly<Record<string, (fields: Fields) => Measurement[]>> = {
  "poll.ended": polls,
  "order.acknowledged": acknowledged,
  "order.replicated": () => count("OrdersReplicated"),
  "order.settled": ({ as }) => (as === "acknowledged" ? count("OrdersAcknowledged") : []),
  "message.parked": () => count("OrdersParked"),
  "webhook.queued": () => count("WebhooksAccepted"),
  "webhook.refused": ({ httpStatus }) => (httpStatus === 401 ? count("WebhooksUnauthentic") : []),
  "store.answered": ({ quotaLeftPercent }) => toList("QuotaLeft", "Percent", quotaLeftPercent),
};

/** Whole seconds from an instant; undefined for what is none. */
export const secondsSince = (instant: string, now: Date): number | undefined => {
  const seconds = Math.round((now.getTime() - Date.parse(instant)) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
};

/** What a logged decision adds to the metrics. They are numbers of decisions, so they are taken from there. */
export const measurementsIn = (event: string, fields: Fields): readonly Measurement[] =>
  measures[event]?.(fields) ?? [];
