import { type AlertTopicName, alertTopicNames } from "./alertTopicName";
import type { LogEvent } from "./logEvent";

/**
 * Everything that is counted or measured. Two functions see the quota, which makes thirteen metrics; the
 * first ten of an account cost nothing. Each topic has a metric of its own, since the one dimension is the
 * function.
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
  "ApplicationErrorsSubscriptions",
  "DeadLettersSubscriptions",
] as const;
export type MetricName = (typeof metricNames)[number];

/** A data point. */
export interface MetricDatum {
  readonly name: MetricName;
  readonly unit: "Count" | "Seconds" | "Percent";
  readonly value: number;
}

type Fields = Readonly<Record<string, unknown>>;

const count = (name: MetricName, value: unknown = 1): MetricDatum[] => datum(name, "Count", value);

const datum = (name: MetricName, unit: MetricDatum["unit"], value: unknown): MetricDatum[] =>
  typeof value === "number" ? [{ name, unit, value }] : [];

const polls = ({ outcome, queued }: Fields): MetricDatum[] => [
  ...count("OrdersQueued", queued),
  ...(outcome === "succeeded" ? count("PollsSucceeded") : []),
];

const acknowledged = ({ secondsFromPlaced, secondsFromQueued }: Fields): MetricDatum[] => [
  ...count("OrdersReplicated"),
  ...count("OrdersAcknowledged"),
  ...datum("LagFromPlaced", "Seconds", secondsFromPlaced),
  ...datum("LagFromQueued", "Seconds", secondsFromQueued),
];

const subscriptionMetrics: Readonly<Record<AlertTopicName, MetricName>> = {
  "application-errors": "ApplicationErrorsSubscriptions",
  "dead-letters": "DeadLettersSubscriptions",
};

const subscriptions = ({ topic, confirmed }: Fields): MetricDatum[] =>
  alertTopicNames
    .filter((name) => name === topic)
    .flatMap((name) => count(subscriptionMetrics[name], confirmed));

const metricsByEvent: Readonly<Partial<Record<LogEvent, (fields: Fields) => MetricDatum[]>>> = {
  "poll.ended": polls,
  "order.acknowledged": acknowledged,
  "order.replicated": () => count("OrdersReplicated"),
  "order.intent-resolved": ({ as }) => (as === "acknowledged" ? count("OrdersAcknowledged") : []),
  "message.dead-lettered": () => count("OrdersParked"),
  "webhook.queued": () => count("WebhooksAccepted"),
  "webhook.refused": ({ httpStatus }) => (httpStatus === 401 ? count("WebhooksUnauthentic") : []),
  "subscriptions.counted": subscriptions,
  "store.responded": ({ quotaLeftPercent }) => datum("QuotaLeft", "Percent", quotaLeftPercent),
};

/** Whole seconds since an instant; undefined for an invalid one. */
export const secondsSince = (instant: string, now: Date): number | undefined => {
  const seconds = Math.round((now.getTime() - Date.parse(instant)) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
};

/** The data that a log event adds to the metrics: a metric counts decisions, and each decision is logged. */
export const metricsFor = (event: LogEvent, fields: Fields): readonly MetricDatum[] =>
  metricsByEvent[event]?.(fields) ?? [];
