import { toAlert } from "../../domain/alert";
import type { Failure } from "../../domain/failure";
import type { OrderMessage } from "../../domain/message";
import type { Alerts, Log } from "../../ports";

/** Tells people that our status replaced one of staff's, or hides what staff meant by another change. */
export type AlertLostUpdate = (
  order: Pick<OrderMessage, "orderId" | "traceId">,
  failure: Failure,
) => Promise<void>;

/**
 * An alert of its own for each order, since each is a parcel that may go out in error. Sent before
 * anything is recorded of it: who fails to send it finds the same again at the next delivery.
 */
export const alertLostUpdate =
  ({ alerts, log }: { readonly alerts: Alerts; readonly log: Log }): AlertLostUpdate =>
  async ({ orderId, traceId }, failure) => {
    log("order.overwritten", { orderId, traceId, error: failure.message }, "warn");
    const summary = `Order ${orderId} is perhaps not to be shipped, and its status was overwritten`;
    const automaticAction = "Its record shows it as it is now. Its status is not set again.";
    const source = `process-orders/${orderId}`;
    await alerts.publish(
      toAlert(failure, { source, summary, automaticAction, traceId, orderIds: [orderId] }),
    );
  };
