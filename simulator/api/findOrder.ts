import type { Behaviour } from "../behaviour";
import type { Clock } from "../clock";
import type { OrderSerializer } from "../documents/orderSerializer";
import type { OrderCommands } from "../orders/orderCommands";
import type { OrderRow } from "../orders/orderRow";
import type { OrderStore } from "../orders/orderStore";
import type { Call } from "./router";

export interface OrderRouteParts {
  readonly store: OrderStore;
  readonly serializer: OrderSerializer;
  readonly commands: OrderCommands;
  readonly behaviour: Behaviour;
  readonly clock: Clock;
}

const isVisible = (
  { behaviour, clock }: OrderRouteParts,
  { isDeleted, addedAt }: OrderRow,
): boolean => {
  if (isDeleted && behaviour.archivedOrders === "missing") return false;
  return clock.now() - addedAt >= behaviour.readLagMs;
};

/** The order with the id in the path, if the API shows it. */
export const findOrder = (parts: OrderRouteParts, { params }: Call): OrderRow | undefined => {
  const row = /^\d+$/.test(params[0] ?? "") ? parts.store.find(Number(params[0])) : undefined;
  return row && isVisible(parts, row) ? row : undefined;
};
