import type { InvocationResult } from "../lambda/functionDefinition";
import type { MetricId, Metrics } from "./metrics";
import type { Stage } from "./restServer";

/** Records Lambda's metrics of an invocation. */
export const countInvocation = (
  { record }: Metrics,
  functionName: string,
  { error, durationMs }: InvocationResult,
): void => {
  const metric = (name: string): MetricId => ({
    namespace: "AWS/Lambda",
    name,
    dimensions: { FunctionName: functionName },
  });
  record(metric("Invocations"), 1);
  record(metric("Errors"), error ? 1 : 0);
  record(metric("Duration"), durationMs);
};

/** Records API Gateway's metric of a response. */
export const countResponse = ({ record }: Metrics, stage: Stage, status: number): void => {
  const dimensions = { ApiName: stage.apiName, Stage: stage.name };
  record({ namespace: "AWS/ApiGateway", name: "5XXError", dimensions }, status >= 500 ? 1 : 0);
};
