import type { Behaviour } from "../behaviour";
import type { Clock } from "../clock";
import type { JsonObject } from "../json";
import type { OrderRow } from "./orderRow";
import type { OrderStore } from "./orderStore";

/** Emits an event to the hooks. */
export type Emit = (scope: string, data: JsonObject) => void;

export interface CommandParts {
  readonly store: OrderStore;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly emit: Emit;
}

/** An order's reference in events. */
export const orderReference = ({ id }: OrderRow): JsonObject => ({ type: "order", id });

export const emitStatusUpdated = (
  { emit, behaviour }: CommandParts,
  row: OrderRow,
  previous: number,
): void => {
  const status = { previous_status_id: previous, new_status_id: row.statusId };
  const statuses = behaviour.eventsIncludeStatuses ? { status } : {};
  emit("store/order/statusUpdated", { ...orderReference(row), ...statuses });
};
