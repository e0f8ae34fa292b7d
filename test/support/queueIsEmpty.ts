import type { Cloud } from "../../local/cloud";
import { eventually } from "./eventually";

/** Waits until the orders queue has no message: neither visible, in flight nor delayed. */
export const queueIsEmpty = (
  { cloud }: { readonly cloud: Pick<Cloud, "queueDepths"> },
  withinMs?: number,
) =>
  eventually(
    "the queue is empty",
    async () => {
      const { orders } = await cloud.queueDepths();
      return orders && orders.visible + orders.inFlight + orders.delayed === 0;
    },
    withinMs,
  );
