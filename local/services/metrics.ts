import { parseEmbeddedMetrics } from "./parseEmbeddedMetrics";

/** Identifies a CloudWatch metric. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Returns and removes the samples since the last call. */
export type TakeSamples = () => readonly number[];

/** CloudWatch's metrics; samples are kept only for subscribers. */
export interface Metrics {
  readonly record: (metric: MetricId, value: number) => void;
  /** Records the embedded metrics of a log line, if any. */
  readonly recordPrinted: (line: string) => void;
  readonly subscribe: (metric: MetricId) => TakeSamples;
}

const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

export const metricService = (): Metrics => {
  const subscriptions = new Map<string, number[][]>();
  const record: Metrics["record"] = (metric, value) =>
    subscriptions.get(keyOf(metric))?.forEach((values) => values.push(value));
  return {
    record,
    recordPrinted: (line) =>
      parseEmbeddedMetrics(line).forEach(({ metric, value }) => record(metric, value)),
    subscribe: (metric) => {
      const values: number[] = [];
      const key = keyOf(metric);
      subscriptions.set(key, [...(subscriptions.get(key) ?? []), values]);
      return () => values.splice(0);
    },
  };
};
