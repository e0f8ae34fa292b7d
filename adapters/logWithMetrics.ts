import { Metrics } from "@aws-lambda-powertools/metrics";
import { metricsFor } from "../domain/metrics";
import type { Log } from "../ports";
import { env } from "./environment";

/**
 * A log that also emits the metrics of each event, in CloudWatch's embedded metric format, which needs a
 * line of its own on stdout. Flushed at once, so that a function that dies later loses no count. The one
 * dimension is the function, whose name is unique to its stack.
 */
export const logWithMetrics = (log: Log, namespace: string): Log => {
  const metrics = new Metrics({ namespace });
  metrics.clearDefaultDimensions(); // of the library's own, which would split each metric further
  metrics.setDefaultDimensions({ FunctionName: env("AWS_LAMBDA_FUNCTION_NAME") });
  return (event, fields, level) => {
    log(event, fields, level);
    const measurements = metricsFor(event, fields);
    for (const { name, unit, value } of measurements) metrics.addMetric(name, unit, value);
    if (measurements.length > 0) metrics.publishStoredMetrics();
  };
};
