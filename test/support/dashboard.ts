import type { DeclaredStack } from "../../local/declareStack";
import type { MetricId } from "../../local/services/metrics";
import { only, parsedJson, types } from "./recordedStack";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly region?: string;
    readonly query?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

interface DashboardBody {
  readonly widgets: readonly Widget[];
}

export const dashboardOf = (declared: DeclaredStack): DashboardBody =>
  parsedJson(only(declared, types.dashboard, "watch").inputs.dashboardBody) as DashboardBody;

/** Parses `["AWS/SQS", "Age", "QueueName", "orders", { … }]`. */
const toMetric = ([namespace, name, ...rest]: readonly unknown[]): MetricId => {
  const texts = rest.filter((part) => typeof part === "string");
  const dimensions = texts.flatMap((part, n) => (n % 2 === 0 ? [[part, texts[n + 1]]] : []));
  return {
    namespace: String(namespace),
    name: String(name),
    dimensions: Object.fromEntries(dimensions) as Record<string, string>,
  };
};

/** Every metric in a graph of the dashboard. */
export const metricsShown = (declared: DeclaredStack): readonly MetricId[] =>
  dashboardOf(declared).widgets.flatMap(({ properties }) =>
    (properties.metrics ?? []).map(toMetric),
  );
