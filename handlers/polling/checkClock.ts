import { toAlert } from "../../domain/alert";
import { type ClockSkew, clockSkewProblem } from "../../domain/clockSkew";
import { Failure } from "../../domain/failure";
import type { Alerts, Log } from "../../ports";
import { resultOrFailure } from "../resultOrFailure";

export interface CheckClockContext {
  readonly ports: { readonly alerts: Alerts; readonly log: Log };
  readonly traceId: string;
}

/**
 * Alerts of a store's clock that is further off than trusted. The poll goes on, since it reckons with any
 * skew in the safe direction. Returns the failure of an alert that was not published.
 */
export const checkClock = async (
  { ports: { alerts, log }, traceId }: CheckClockContext,
  measured: ClockSkew | undefined,
): Promise<Failure | undefined> => {
  const problem = clockSkewProblem(measured);
  if (!problem) return undefined;
  const { code, message, logFields } = problem;
  log("store.clock-skewed", { traceId, code, error: message, ...logFields }, "warn");
  const alert = toAlert(problem, {
    source: "poll-orders",
    summary: "The store's clock is not the time",
    automaticAction:
      "The poll goes on by the earlier of both clocks, so that no order is skipped; orders may be read more often.",
    traceId,
  });
  const published = await resultOrFailure(() => alerts.publish(alert));
  return published instanceof Failure ? published : undefined;
};
