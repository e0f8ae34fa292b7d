import { toAlert } from "../../domain/alert";
import type { Failure } from "../../domain/failure";
import type { OrderMessage } from "../../domain/orderMessage";
import type { Alerts, Log } from "../../ports";

/** Alerts that our status replaced one that staff set, or hides another change that staff made. */
export type AlertLostUpdate = (
  order: Pick<OrderMessage, "orderId" | "traceId">,
  failure: Failure,
) => Promise<void>;

/**
 * Publishes one alert per order, since each is a parcel that may ship in error. The alert precedes any
 * write about the lost update: where publishing fails, the next delivery of the message detects it again.
 */
export const alertLostUpdate =
  ({ alerts, log }: { readonly alerts: Alerts; readonly log: Log }): AlertLostUpdate =>
  async ({ orderId, traceId }, failure) => {
    log("order.overwritten", { orderId, traceId, error: failure.message }, "warn");
    const summary = `Order ${orderId} should perhaps not ship, and its status was overwritten`;
    const automaticAction = "The record shows the order as it is now. Its status is not set again.";
    const source = `process-orders/${orderId}`;
    await alerts.publish(
      toAlert(failure, { source, summary, automaticAction, traceId, orderIds: [orderId] }),
    );
  };
