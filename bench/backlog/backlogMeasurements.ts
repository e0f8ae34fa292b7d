import type { Measurement } from "../measurement";
import { type DrainResult, ordersPerWindow, requestsPerOrder, violationsOf } from "./drainResult";
import { quota } from "./faultFreeSetup";

/** The same backlog, drained by the service and by the naive baseline. */
export interface Comparison {
  readonly service: DrainResult;
  readonly baseline: DrainResult;
}

/**
 * One poll and three processors run concurrently: when one of them finds the reserve reached, each of
 * the other three may have a request in flight.
 */
const maxInFlight = 3;

/** The cost of `followChanges`: at the least, the webhooks of the service's own status writes are processed. */
export const followingMeasurement = (
  following: DrainResult,
  withoutFollowing: DrainResult,
): Measurement => ({
  id: "followChangesRequests",
  name: "Extra requests per order with followChanges",
  value: requestsPerOrder(following) - requestsPerOrder(withoutFollowing),
  unit: "",
  digits: 2,
  target: { atMost: 0.12 },
  violations: [...violationsOf(following), ...violationsOf(withoutFollowing)],
});

export const backlogMeasurements = ({ service, baseline }: Comparison): Measurement[] => {
  const violations = violationsOf(service);
  const backlog = `backlog of ${service.newOrders.toLocaleString("en-US")}`;
  return [
    {
      id: "requestsPerOrder",
      name: `BigCommerce requests per order, ${backlog}, polls included`,
      value: requestsPerOrder(service),
      baseline: requestsPerOrder(baseline),
      violations,
      unit: "",
      digits: 2,
      target: { atMost: 1.2 },
    },
    {
      id: "ordersPerWindow",
      name: `Orders per ${quota.windowMs / 1000} s window, ${backlog}`,
      value: ordersPerWindow(service),
      baseline: ordersPerWindow(baseline),
      violations,
      unit: "",
      digits: 1,
      target: { atLeast: 110 },
    },
    {
      id: "minQuotaRemaining",
      name: `Requests left to other apps, minimum of all windows; reserve ${quota.reserve}, less those in flight`,
      value: service.minQuotaRemaining,
      baseline: baseline.minQuotaRemaining,
      violations,
      unit: "",
      digits: 0,
      target: { atLeast: quota.reserve - maxInFlight },
    },
    {
      id: "throttled",
      name: "429 responses, with no other client on the quota",
      value: service.throttled,
      baseline: baseline.throttled,
      violations,
      unit: "",
      digits: 0,
      target: { atMost: 0 },
    },
  ];
};
