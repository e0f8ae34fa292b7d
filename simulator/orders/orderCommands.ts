import type { JsonObject } from "../json";
import { checkoutCommands, type PlacedOrder, type PlaceOptions } from "./checkout";
import { type CommandParts, emitStatusUpdated, orderReference } from "./commandParts";
import { fulfilmentCommands } from "./fulfilment";
import type { Actor, Extent, OrderRow } from "./orderRow";
import type { NewOrder } from "./orderStore";
import { isStatusId } from "./statuses";

/** All changes of orders, each of which emits its events. */
export interface OrderCommands {
  readonly place: (options?: PlaceOptions) => PlacedOrder;
  /** Creates an order without cart or checkout, by hand or by another system. */
  readonly create: (order: NewOrder) => OrderRow;
  readonly setStatus: (row: OrderRow, statusId: number, by: Actor) => void;
  readonly edit: (row: OrderRow, fields: JsonObject) => void;
  readonly editAddress: (row: OrderRow, addressId: number, fields: JsonObject) => void;
  readonly archive: (row: OrderRow) => void;
  readonly ship: (row: OrderRow, extent: Extent) => void;
  readonly refund: (row: OrderRow, extent: Extent) => void;
  readonly message: (row: OrderRow, text: string) => void;
  readonly addMetafield: (row: OrderRow, field: JsonObject) => JsonObject;
}

const statusCommands = (parts: CommandParts) => ({
  setStatus: (row: OrderRow, statusId: number, by: Actor): void => {
    if (!isStatusId(statusId))
      throw new RangeError(`Expected a status id from 0 to 14, got ${String(statusId)}`);
    const { store, clock, emit } = parts;
    const previous = row.statusId;
    store.changeStatus(row, statusId, by);
    // As captured live: Shipped sets date_shipped, but no shipped quantities.
    if (statusId === 2 && row.shippedAt === 0) row.shippedAt = clock.now();
    emit("store/order/updated", orderReference(row));
    if (previous !== statusId) emitStatusUpdated(parts, row, previous);
  },
});

const editCommands = ({ store, emit }: CommandParts) => {
  const changed = (row: OrderRow): void => {
    store.touch(row);
    emit("store/order/updated", orderReference(row));
  };
  return {
    edit(row: OrderRow, fields: JsonObject): void {
      row.edits = { ...row.edits, ...fields };
      changed(row);
    },
    editAddress(row: OrderRow, addressId: number, fields: JsonObject): void {
      row.addressEdits = {
        ...row.addressEdits,
        [addressId]: { ...row.addressEdits?.[addressId], ...fields },
      };
      changed(row);
    },
    archive(row: OrderRow): void {
      if (row.isDeleted) return;
      row.isDeleted = true;
      store.touch(row);
      emit("store/order/archived", orderReference(row));
    },
  };
};

export const orderCommands = (parts: CommandParts): OrderCommands => {
  const status = statusCommands(parts);
  return {
    ...checkoutCommands(parts),
    ...status,
    ...editCommands(parts),
    ...fulfilmentCommands(parts, status.setStatus),
    create(order) {
      const row = parts.store.add(order);
      parts.emit("store/order/created", orderReference(row));
      return row;
    },
  };
};
