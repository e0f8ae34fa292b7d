import type { Behaviour } from "./behaviour";
import type { OrderCommands } from "./orderCommands";
import type { OrderReader } from "./orderReader";
import type { OrderRow } from "./orderRow";
import type { OrderStore } from "./orderStore";
import type { Call } from "./router";

export interface OrderRouteParts {
  readonly store: OrderStore;
  readonly reader: OrderReader;
  readonly commands: OrderCommands;
  readonly behaviour: Behaviour;
}

/** The order that a path names, unless it is archived and such orders are hidden. */
export const namedOrder = (
  { store, behaviour }: OrderRouteParts,
  { params }: Call,
): OrderRow | undefined => {
  const row = /^\d+$/.test(params[0] ?? "") ? store.find(Number(params[0])) : undefined;
  return row?.isDeleted && behaviour.archivedOrders === "missing" ? undefined : row;
};
