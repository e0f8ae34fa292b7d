import type { Measurement } from "../measurement";
import { quota } from "./faultFreeSetup";
import { type DrainResult, violationsOf, ordersPerWindow, requestsPerOrder } from "./drainResult";

/** The same backlog, drained by the service and by the straightforward way. */
export interface Comparison {
  readonly service: DrainResult;
  readonly baseline: DrainResult;
}

/** A poll and three processors work at once: when one of them sees the reserve, the others may have asked. */
const maxInFlight = 3;

/** What it takes to follow what becomes of the orders: to hear of our own changes, at least. */
export const followingMeasurement = (
  following: DrainResult,
  unfollowed: DrainResult,
): Measurement => ({
  id: "requestsToFollow",
  name: "Requests per order more with followChanges, and its events, than without",
  value: requestsPerOrder(following) - requestsPerOrder(unfollowed),
  unit: "",
  digits: 2,
  target: { atMost: 0.12 },
  violations: [...violationsOf(following), ...violationsOf(unfollowed)],
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
      id: "leftToOthers",
      name: `Requests of each window left to other apps, at least: ${quota.reserve} but for those in flight`,
      value: service.minQuotaLeft,
      baseline: baseline.minQuotaLeft,
      violations,
      unit: "",
      digits: 0,
      target: { atLeast: quota.reserve - maxInFlight },
    },
    {
      id: "refusals",
      name: "429s while no other client uses the quota",
      value: service.throttled,
      baseline: baseline.throttled,
      violations,
      unit: "",
      digits: 0,
      target: { atMost: 0 },
    },
  ];
};
