import { type Fields, isFields } from "../fields";
import { parseJson } from "../parseJson";
import type { MetricId } from "./metrics";

export interface MetricSample {
  readonly metric: MetricId;
  readonly value: number;
}

/** Of CloudWatch's embedded metric format; the values are fields of the same object. */
interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

type Embedded = Fields & {
  readonly _aws?: { readonly CloudWatchMetrics?: readonly Directive[] };
};

const numbers = (value: unknown): readonly number[] =>
  [value].flat().filter((one): one is number => typeof one === "number");

const metricsOf = (embedded: Embedded, directive: Directive): MetricSample[] =>
  directive.Dimensions.flatMap((names) => {
    const dimensions = Object.fromEntries(names.map((name) => [name, String(embedded[name])]));
    return directive.Metrics.flatMap(({ Name: name }) =>
      numbers(embedded[name]).map((value) => ({
        metric: { namespace: directive.Namespace, name, dimensions },
        value,
      })),
    );
  });

const embeddedIn = (line: string): Embedded => {
  const parsed = line.includes('"_aws"') ? parseJson(line) : undefined;
  return isFields(parsed) ? parsed : {};
};

/** The metric samples in a log line; most lines have none. */
export const parseEmbeddedMetrics = (line: string): readonly MetricSample[] => {
  const embedded = embeddedIn(line);
  const directives = embedded._aws?.CloudWatchMetrics ?? [];
  return directives.flatMap((directive) => metricsOf(embedded, directive));
};
