import type { Behaviour } from "./behaviour";
import type { PlacedOrder, PlaceOptions } from "./checkout";
import type { Clock } from "./clock";
import type { JsonObject } from "./json";
import { decimal } from "./money";
import { paymentStatusOf } from "./openingRow";
import type { Actor, Extent, OrderRow } from "./orderRow";
import type { NewOrder, OrderStore } from "./orderStore";
import { orderTotals } from "./orderTotals";
import { ordinary, type OrderTraits } from "./orderTraits";
import { isStatusId } from "./statuses";

/** Tells the hooks that something happened. */
export type Emit = (scope: string, data: JsonObject) => void;

/** Everything that can happen to orders, with the events that it causes. */
export interface OrderCommands {
  readonly place: (options?: PlaceOptions) => PlacedOrder;
  /** An order made by hand or by another system: no cart, no checkout. */
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

export interface OrderCommandsParts {
  readonly store: OrderStore;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly emit: Emit;
}

const named = ({ id }: OrderRow): JsonObject => ({ type: "order", id });

const traitsOf = ({
  kind,
  lines,
  addresses,
  coupons,
  guest,
  foreignCurrency,
}: PlaceOptions): OrderTraits => ({
  ...ordinary,
  kind: kind ?? "physical",
  lines,
  addresses: addresses ?? 1,
  coupons: coupons ?? 0,
  guest,
  foreignCurrency,
});

const endOf = ({ statusId, kind }: PlaceOptions): number =>
  statusId ?? (kind === "digital" ? 10 : 11);

const checkoutCommands = ({ store, clock, behaviour, emit }: OrderCommandsParts) => {
  const settle = (row: OrderRow, statusId: number): void => {
    // Somebody may have cancelled or archived it meanwhile.
    if (row.statusId !== 0 || row.isDeleted) return;
    row.paymentStatus = paymentStatusOf(statusId);
    store.move(row, statusId, "shopper");
    emit("store/order/statusUpdated", {
      ...named(row),
      status: { previous_status_id: 0, new_status_id: statusId },
    });
    emit("store/order/updated", named(row));
  };
  const receipt = (row: OrderRow): PlacedOrder => {
    const draft = store.draft(row);
    const { total, totalTax } = orderTotals(draft);
    return { id: row.id, cartId: draft.cartId, total: decimal(total + totalTax) };
  };
  return {
    place(options: PlaceOptions = {}): PlacedOrder {
      const row = store.add({
        traits: traitsOf(options),
        statusId: 0,
        by: "shopper",
        paymentStatus: "",
      });
      emit("store/order/created", named(row));
      if (options.abandoned) return receipt(row);
      emit("store/cart/converted", { type: "cart", id: store.draft(row).cartId, orderId: row.id });
      const wait = options.settleAfterMs ?? behaviour.settleAfterMs;
      if (wait > 0) clock.schedule(clock.now() + wait, () => settle(row, endOf(options)));
      else settle(row, endOf(options));
      return receipt(row);
    },
  };
};

const shippedStatus: Readonly<Record<Extent, number>> = { none: 11, some: 3, all: 2 };
const refundedStatus: Readonly<Record<Extent, number>> = { none: 11, some: 14, all: 4 };

const statusCommands = ({ store, clock, emit }: OrderCommandsParts) => ({
  setStatus(row: OrderRow, statusId: number, by: Actor): void {
    if (!isStatusId(statusId))
      throw new RangeError(`Expected a status id from 0 to 14, got ${String(statusId)}`);
    const previous = row.statusId;
    store.move(row, statusId, by);
    // Seen live: Shipped dates the shipping but ships no item.
    if (statusId === 2 && row.shippedAt === 0) row.shippedAt = clock.now();
    emit("store/order/updated", named(row));
    if (previous === statusId) return;
    emit("store/order/statusUpdated", {
      ...named(row),
      status: { previous_status_id: previous, new_status_id: statusId },
    });
  },
});

const editCommands = ({ store, emit }: OrderCommandsParts) => {
  const changed = (row: OrderRow): void => {
    store.touch(row);
    emit("store/order/updated", named(row));
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
      emit("store/order/archived", named(row));
    },
  };
};

type StatusCommands = Pick<OrderCommands, "setStatus">;

const aftermathCommands = (
  { store, clock, behaviour, emit }: OrderCommandsParts,
  { setStatus }: StatusCommands,
) => {
  const touched = (row: OrderRow): void => {
    if (behaviour.subresourcesTouchOrder) store.touch(row);
  };
  return {
    ship(row: OrderRow, extent: Extent): void {
      row.shipped = extent;
      emit("store/shipment/created", { type: "shipment", id: row.id, orderId: row.id });
      touched(row);
      setStatus(row, shippedStatus[extent], "staff");
    },
    refund(row: OrderRow, extent: Extent): void {
      row.refunded = extent;
      row.paymentStatus = extent === "all" ? "refunded" : "partially refunded";
      emit("store/order/refund/created", { ...named(row), refund: { refund_id: row.id } });
      touched(row);
      setStatus(row, refundedStatus[extent], "staff");
    },
    message(row: OrderRow, text: string): void {
      const id = row.id * 10 + (row.messages?.length ?? 0);
      row.messages = [...(row.messages ?? []), { id, text, at: clock.now() }];
      emit("store/order/message/created", { ...named(row), message: { order_message_id: id } });
      touched(row);
    },
    addMetafield(row: OrderRow, field: JsonObject): JsonObject {
      const metafield = { id: row.id * 1000 + (row.metafields?.length ?? 0), ...field };
      row.metafields = [...(row.metafields ?? []), metafield];
      emit("store/order/metafield/created", {
        metafield_id: metafield.id,
        resource_id: String(row.id),
      });
      return metafield;
    },
  };
};

export const orderCommands = (parts: OrderCommandsParts): OrderCommands => {
  const status = statusCommands(parts);
  return {
    ...checkoutCommands(parts),
    ...status,
    ...editCommands(parts),
    ...aftermathCommands(parts, status),
    create(order) {
      const row = parts.store.add(order);
      parts.emit("store/order/created", named(row));
      return row;
    },
  };
};
