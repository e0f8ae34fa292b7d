import type { JsonObject } from "../json";
import { type CommandParts, orderReference } from "./commandParts";
import type { Actor, Extent, OrderRow } from "./orderRow";

const shippedStatus: Readonly<Record<Extent, number>> = { none: 11, some: 3, all: 2 };
const refundedStatus: Readonly<Record<Extent, number>> = { none: 11, some: 14, all: 4 };

type SetStatus = (row: OrderRow, statusId: number, by: Actor) => void;

/** The subresources that an order gets after checkout: shipments, refunds, messages, metafields. */
export const fulfilmentCommands = (
  { store, clock, behaviour, emit }: CommandParts,
  setStatus: SetStatus,
) => {
  const touchOrder = (row: OrderRow): void => {
    if (behaviour.subresourcesTouchOrder) store.touch(row);
  };
  return {
    ship(row: OrderRow, extent: Extent): void {
      row.shipped = extent;
      emit("store/shipment/created", { type: "shipment", id: row.id, orderId: row.id });
      touchOrder(row);
      setStatus(row, shippedStatus[extent], "staff");
    },
    refund(row: OrderRow, extent: Extent): void {
      row.refunded = extent;
      row.paymentStatus = extent === "all" ? "refunded" : "partially refunded";
      emit("store/order/refund/created", { ...orderReference(row), refund: { refund_id: row.id } });
      touchOrder(row);
      setStatus(row, refundedStatus[extent], "staff");
    },
    message(row: OrderRow, text: string): void {
      const id = row.id * 10 + (row.messages?.length ?? 0);
      row.messages = [...(row.messages ?? []), { id, text, at: clock.now() }];
      emit("store/order/message/created", {
        ...orderReference(row),
        message: { order_message_id: id },
      });
      touchOrder(row);
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
